module stubborn

go 1.25
