/** The service that uses this installation: what it calls itself, who owns it, and whether it is an invented one. */
export interface Service {
	name: string;
	ownerName: string;
	invented: boolean;
}
