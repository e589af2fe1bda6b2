"""Who acts for an agency (经办人员): by service number, with the roles that each has."""
