module zone

go 1.25
