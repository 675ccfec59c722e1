import { authentication } from "@/lib/auth/authentication";

const handle = (request: Request): Promise<Response> => authentication().handler(request);

export { handle as GET, handle as POST };
