"""What figures on pay share: places, premiums, disclosure."""
