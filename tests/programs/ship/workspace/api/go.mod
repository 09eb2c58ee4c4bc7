module example.com/ship/api

go 1.25
