"""Who did what, when: one line beside every act, in the same transaction."""
