module leans

go 1.24
