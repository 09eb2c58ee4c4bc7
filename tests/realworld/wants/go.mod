module wants

go 1.24
