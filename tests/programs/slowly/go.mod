module slowly

go 1.25
