module sights

go 1.21
