"""The Department of Labor in rehearsal: filings with planted wages and growth, as workbooks behind its page."""
