"""Paths to documents: files, folders, standard input, and what references lead to."""

from __future__ import annotations

from calgen.inputs import Input
from calgen.read.allowed import Allowed
from calgen.read.reader import read_all
from calgen.read.referenced import load_references

__all__ = ["Allowed", "Input", "load_references", "read_all"]
