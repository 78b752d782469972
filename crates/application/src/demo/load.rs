//! Laying the demo data down: people first, then master data, then requests, a few hundred in one transaction.

use std::sync::Arc;

use bytes::Bytes;
use contract::attachments::AttachmentView;
use domain::kernel::{AttachmentId, BranchId};
use futures_util::stream;

use super::{
    Loaded, PASSWORD, Plan,
    chance::Chance,
    company, customers,
    history::History,
    machines::{self, Making},
    signature,
    world::World,
};
use crate::{
    App, AppError, Caller, Ids,
    assets::{ProductSeed, seed_customers, seed_products, seed_units},
    attachments::{self, NewAttachment},
    tickets::bulk::Ledger,
};

/// Rows of one transaction.
const UNITS: u32 = 5_000;
const CUSTOMERS: u32 = 5_000;
const TICKETS: usize = 500;
/// Events of so many days before now come into the feed.
const FEED_DAYS: i64 = 3;
const DAY: i64 = 86_400_000;
const PICTURES: u64 = 1 << 45;

impl App {
    /// Loads exactly what the plan says into a database without people.
    ///
    /// # Errors
    /// 409 when there are people already; else when the database fails.
    pub async fn load_plan(&self, plan: Plan) -> Result<Loaded, AppError> {
        let plan = plan.checked();
        if !self.has_no_users().await? {
            return Err(AppError::AlreadyExists("people: demo data need an empty database".to_owned()));
        }
        let hash = self.hash_password(PASSWORD).await?;
        // ids follow from the seed, too
        let app = Self { ids: Arc::new(Ids::seeded(plan.seed)), ..self.clone() };
        let world = app.lay_down_world(plan, &hash).await?;
        let loaded = Loaded {
            users: world.company.users,
            customers: world.customers.len() as u64,
            units: world.machines.len() as u64,
            tickets: app.play(&world).await?,
        };
        self.rules.forget_current();
        self.authorities.forget_all();
        Ok(loaded)
    }

    async fn lay_down_world(&self, plan: Plan, hash: &str) -> Result<World, AppError> {
        let tx = self.begin_system().await?;
        let now = tx.now();
        let company = company::build(&tx, plan.seed, plan.engineers_per_branch, hash).await?;
        let models = machines::models(&self.ids, now);
        let seeds = models.iter().map(|model| ProductSeed {
            id: model.id,
            product: model.product.clone(),
            external_id: Some(format!("P-{}", model.product.model)),
            at: now.plus_millis(-400 * DAY),
        });
        seed_products(&tx, seeds.collect()).await?;
        tx.commit().await?;
        self.rules.forget_current();
        let read = self.db.read();
        let rules = self.current_rules(read, None, now).await?;
        let own = company.branches.iter().find_map(|branch| branch.calendar);
        let own_rules = self.current_rules(read, own, now).await?;
        let mut world = World {
            plan,
            now,
            company,
            models,
            customers: Vec::with_capacity(plan.customers as usize),
            natural_persons: customers::natural_persons(plan.customers),
            machines: Vec::with_capacity(plan.units as usize),
            ranges: machines::ranges(plan.units),
            rules,
            own_rules,
        };
        self.lay_down_customers(&mut world).await?;
        self.lay_down_units(&mut world).await?;
        Ok(world)
    }

    async fn lay_down_customers(&self, world: &mut World) -> Result<(), AppError> {
        let all = world.plan.customers;
        let mut from = 0;
        while from < all {
            let to = all.min(from + CUSTOMERS);
            let mut seeds = Vec::with_capacity((to - from) as usize);
            for index in from..to {
                let (seed, customer) =
                    customers::make(index, all, world.plan.seed, &world.company, world.now)?;
                seeds.push(seed);
                world.customers.push(customer);
            }
            let tx = self.begin_system().await?;
            seed_customers(&tx, seeds).await?;
            tx.commit().await?;
            from = to;
        }
        Ok(())
    }

    async fn lay_down_units(&self, world: &mut World) -> Result<(), AppError> {
        let branches: Vec<BranchId> = world.company.branches.iter().map(|branch| branch.id).collect();
        let all = world.plan.units;
        let mut from = 0;
        while from < all {
            let to = all.min(from + UNITS);
            let making = Making {
                seed: world.plan.seed,
                now: world.now,
                models: &world.models,
                ranges: &world.ranges,
                customers: &world.customers,
                natural_persons: world.natural_persons,
            };
            let made: Vec<_> = (from..to).map(|index| machines::make(index, &making)).collect();
            let seeds = made
                .iter()
                .map(|machine| machine.seed(&world.models, &world.customers, world.now, &branches));
            let seeds = seeds.collect::<Result<Vec<_>, _>>()?;
            world.machines.extend(made);
            let tx = self.begin_system().await?;
            seed_units(&tx, seeds).await?;
            tx.commit().await?;
            from = to;
        }
        Ok(())
    }

    /// Plays all requests and stores them; says how many.
    async fn play(&self, world: &World) -> Result<u64, AppError> {
        let mut pictures: Vec<AttachmentId> = Vec::with_capacity(world.company.branches.len());
        for number in 0..world.company.branches.len() {
            pictures.push(self.picture(world.plan.seed, number as u64).await?);
        }
        let mut ledger = Ledger::new(world.now, world.now.plus_millis(-FEED_DAYS * DAY));
        let mut history = History::new(world, pictures.clone())?;
        let mut count = 0;
        loop {
            let pasts = history.next(TICKETS, &mut ledger)?;
            if pasts.is_empty() {
                break;
            }
            let tx = self.begin_system().await?;
            ledger.insert(&tx, &pasts).await?;
            tx.commit().await?;
            count += pasts.len() as u64;
            if count % 50_000 < TICKETS as u64 && world.plan.tickets() > 50_000 {
                tracing::info!(count, of = world.plan.tickets(), "demo requests");
            }
        }
        let tx = self.begin_system().await?;
        for (number, picture) in pictures.into_iter().enumerate() {
            if let Some(ticket) = history.signed.get(number).copied().flatten() {
                attachments::claim(&tx, picture, ticket, world.company.branches[number].id).await?;
            }
        }
        ledger.close(&tx).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// One picture for each branch: whoever sees a request of the branch sees the signature on it.
    async fn picture(&self, seed: u64, number: u64) -> Result<AttachmentId, AppError> {
        let content = Bytes::from(signature::png(&mut Chance::new(seed, PICTURES + number)));
        let system = Caller::system();
        let chunks = stream::iter([Ok(content)]);
        let file = self.receive_attachment(&system, "image/png", None, chunks).await?;
        let new = NewAttachment { name: "客户签字.png".to_owned(), file, ticket_id: None };
        let stored = self.add_attachment(&system, None, new).await?;
        let view: AttachmentView = serde_json::from_str(&stored.body)
            .map_err(|error| AppError::inconsistent("attachment", number, error))?;
        Ok(view.id)
    }
}
