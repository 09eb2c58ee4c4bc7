module dies

go 1.25
