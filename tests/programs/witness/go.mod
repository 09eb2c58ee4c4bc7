module witness

go 1.25
