// htpasswd reads a user name and a password, a line each, and prints the line that lets them in: distribution wants
// bcrypt and ships no tool for it.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"golang.org/x/crypto/bcrypt"
)

func main() {
	if err := printLine(bufio.NewScanner(os.Stdin)); err != nil {
		fmt.Fprintln(os.Stderr, "htpasswd:", err)
		os.Exit(1)
	}
}

func printLine(lines *bufio.Scanner) error {
	if !lines.Scan() {
		return errors.New("the user name is missing")
	}
	name := lines.Text()
	if !lines.Scan() {
		return errors.New("the password is missing")
	}
	// The cheapest cost: the password lives as long as a test.
	hash, err := bcrypt.GenerateFromPassword(lines.Bytes(), bcrypt.MinCost)
	if err != nil {
		return err
	}
	fmt.Printf("%s:%s\n", name, hash)
	return nil
}
