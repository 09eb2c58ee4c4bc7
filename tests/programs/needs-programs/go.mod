module needs.example/programs

go 1.21
