module dripping

go 1.25
