mod feed;
mod live;
mod order;
