module example.com/ship/lib

go 1.25
