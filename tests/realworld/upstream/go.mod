module upstream

go 1.24
