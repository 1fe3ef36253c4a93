//! A guess at the language of a program, good enough to group errors by.

/// What gives a language away, the clearer signs first.
const SIGNS: &[(&str, &[&str])] = &[
    ("PHP", &["<?php"]),
    ("shell", &["#!/bin/sh", "#!/bin/bash", "#!/usr/bin/env bash", "\nfi\n", "\ndone\n", " esac"]),
    ("Perl", &["use strict;", "my $", "my @", "sub "]),
    ("C++", &["#include <iostream>", "std::", "using namespace", "cout <<"]),
    ("C", &["#include <", "printf(\"", "int main("]),
    ("C#", &["using System", "Console.Write", "namespace "]),
    ("Java", &["public static void main", "public class ", "System.out.", "import java"]),
    ("Go", &["package main", "func main()", ":= "]),
    ("Rust", &["fn main()", "let mut ", "println!(", "impl ", "fn "]),
    ("Scala or Kotlin", &["object ", "fun main", "val ", "println("]),
    ("JavaScript", &["function ", "console.log", "document.", "var ", "=> {"]),
    ("Lisp", &["(defun ", "(define ", "(defn ", "(let ", "(format t"]),
    ("Haskell or ML", &[" :: ", "where\n", "let rec ", "main = ", "import Data.", ";;"]),
    ("Ada or Pascal", &["begin", "Begin", "procedure ", "Put_Line", ":= "]),
    ("Fortran", &["program ", "implicit none", "end do", "subroutine "]),
    ("BASIC", &["PRINT ", "DIM ", "NEXT ", "End Sub", "Print ", "GOTO"]),
    ("Ruby", &["\nend\n", "puts ", ".each", "do |", "def "]),
    ("Python", &["def ", "import ", "print(", "print ", "elif ", "    return", "for "]),
];

pub(crate) fn of(text: &str) -> &'static str {
    let padded = format!("\n{text}\n");
    if padded.contains("    def ")
        || padded.contains("\nimport ") && !padded.contains(';')
        || has_python_block(&padded)
    {
        return "Python";
    }
    SIGNS
        .iter()
        .find(|(_, signs)| signs.iter().any(|sign| padded.contains(sign)))
        .map_or("other", |(name, _)| name)
}

fn has_python_block(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("def ") && line.trim_end().ends_with("):"))
}
