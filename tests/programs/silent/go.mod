module silent

go 1.25
