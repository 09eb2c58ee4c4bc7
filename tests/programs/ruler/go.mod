module example.com/ruler

go 1.21
