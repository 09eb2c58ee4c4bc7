// Command keeps writes a file of that name for each argument, and says which it could write.
package main

import (
	"fmt"
	"os"
)

func main() {
	for _, path := range os.Args[1:] {
		if err := os.WriteFile(path, []byte("kept"), 0o644); err != nil {
			fmt.Println(err)
			continue
		}
		content, _ := os.ReadFile(path)
		fmt.Println(path, string(content))
	}
}
