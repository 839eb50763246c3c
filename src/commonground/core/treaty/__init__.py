"""Treaty reports as data: their forms, when they are due, when they are complete, and what the action plans measure."""
