mod absences;
mod api_keys;
mod audit;
mod branches;
mod idempotency;
mod scope;
mod sign_in;
mod users;
