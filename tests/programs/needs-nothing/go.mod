module needs.example/nothing

go 1.21
