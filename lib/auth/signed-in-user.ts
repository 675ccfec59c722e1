/** Who a request comes from, once their session is known. */
export type SignedInUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
};
