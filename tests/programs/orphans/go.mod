module orphans

go 1.21
