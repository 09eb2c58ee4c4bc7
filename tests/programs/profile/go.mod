module profile

go 1.25
