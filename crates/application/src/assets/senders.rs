//! Who writes from which address: the contacts of customers, looked up without reading them all.

use domain::{
    kernel::{ContactId, CustomerId},
    mailbox::EmailAddress,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::{
    directory::{Contact, contacts_of},
    store::{
        customer,
        customer_email::{ActiveModel, Column, Entity},
    },
};
use crate::AppError;

/// More customers than this with one address say as much as this many.
const MOST: u64 = 10;

/// Replaces the addresses of one customer.
pub(super) async fn keep<C: ConnectionTrait>(
    conn: &C,
    customer: Uuid,
    contacts: &[Contact],
) -> Result<(), AppError> {
    Entity::delete_many().filter(Column::CustomerId.eq(customer)).exec(conn).await?;
    insert(conn, std::iter::once((customer, contacts))).await
}

/// The addresses of customers that have none yet.
pub(super) async fn insert<C: ConnectionTrait>(
    conn: &C,
    customers: impl Iterator<Item = (Uuid, &[Contact])>,
) -> Result<(), AppError> {
    let rows: std::collections::BTreeSet<(EmailAddress, Uuid)> = customers
        .flat_map(|(id, contacts)| contacts.iter().filter_map(address).map(move |email| (email, id)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|(email, customer)| ActiveModel {
        email: Set(email.as_str().to_owned()),
        customer_id: Set(customer),
    });
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

fn address(contact: &Contact) -> Option<EmailAddress> {
    contact.email.as_ref().and_then(|email| EmailAddress::parse(email.as_str()))
}

/// Customers with a contact who writes from this address.
pub(crate) async fn customers_of_sender<C: ConnectionTrait>(
    conn: &C,
    sender: &EmailAddress,
) -> Result<Vec<CustomerId>, AppError> {
    let found: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .filter(Column::Email.eq(sender.as_str()))
        .order_by_asc(Column::CustomerId)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().map(CustomerId).collect())
}

/// The contact of this customer who writes from this address.
pub(crate) async fn contact_of_sender<C: ConnectionTrait>(
    conn: &C,
    customer: CustomerId,
    sender: &EmailAddress,
) -> Result<Option<ContactId>, AppError> {
    let Some(row) = customer::Entity::find_by_id(customer.0).one(conn).await? else { return Ok(None) };
    let contacts = contacts_of(&row)?;
    Ok(contacts.iter().find(|contact| address(contact).as_ref() == Some(sender)).map(|contact| contact.id))
}
