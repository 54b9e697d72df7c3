"""Conversations: statements by anyone, agree, disagree or pass, what unites and what divides."""
