"""The template in Lambda containers (`sam local`), and deployed to ministack."""
