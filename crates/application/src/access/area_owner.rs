//! Who answers for a place now: the owner of the area, or who stands in (R-11.2.2.1).

use domain::{
    assets::{AreaMatch, Colleague, Region, RegionPrefix, ServiceArea, owner_for},
    kernel::{BranchId, Timestamp, UserId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{absences, store::service_area, working_person::active_people};
use crate::{AppError, sla::rules::ZONE};

/// Reads the few areas around the place and the people they name; none when nobody serves it.
pub(crate) async fn area_owner<C: ConnectionTrait>(
    conn: &C,
    region: Region,
    now: Timestamp,
) -> Result<Option<AreaMatch>, AppError> {
    let rows = service_area::Entity::find()
        .filter(service_area::Column::RegionPrefix.is_in(region.prefixes()))
        .order_by_asc(service_area::Column::RegionPrefix)
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let areas = rows.iter().map(area).collect::<Result<Vec<_>, _>>()?;
    let named: Vec<UserId> =
        areas.iter().flat_map(|area| std::iter::once(area.owner).chain(area.deputy)).collect();
    let mut away = absences::away(conn, &named, now).await?;
    let deputies: Vec<UserId> = away.values().filter_map(|absence| absence.deputy).collect();
    if !deputies.is_empty() {
        away.extend(absences::away(conn, &deputies, now).await?);
    }
    let asked: Vec<UserId> = named.into_iter().chain(deputies).collect();
    let people = active_people(conn, &asked).await?;
    let people = people.into_iter().map(|(id, person)| {
        let absences = away.get(&id).copied().into_iter().collect();
        (id, Colleague { name: person.name, principal: person.principal, absences })
    });
    Ok(owner_for(&areas, &people.collect(), region, now, ZONE))
}

fn area(row: &service_area::Model) -> Result<ServiceArea, AppError> {
    Ok(ServiceArea {
        branch: BranchId(row.branch_id),
        region_prefix: RegionPrefix::parse(&row.region_prefix)
            .map_err(|e| AppError::inconsistent("service_area", &row.region_prefix, e))?,
        owner: UserId(row.owner_id),
        deputy: row.deputy_id.map(UserId),
    })
}
