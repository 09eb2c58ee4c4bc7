module given

go 1.24
