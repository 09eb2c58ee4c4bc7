module keeps

go 1.21
