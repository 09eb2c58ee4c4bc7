module garbage

go 1.25
