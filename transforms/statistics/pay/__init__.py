"""What pay is: bands, disclosure, premiums, in US dollars."""
