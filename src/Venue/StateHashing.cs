using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Algos;
using Rialto.Venue.Baskets;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;
using Rialto.Venue.Margin;
using Rialto.Venue.Orders;
using Rialto.Venue.Snapshots;

namespace Rialto.Venue;

/// <summary>
/// A 64-bit number over all that decides the future: the same for an exchange and for a replay of its commands, whatever slots and table sizes either uses.
/// FNV-1a over 64-bit words with a final mix. Not a secret: it guards against defects, not against forgers.
/// </summary>
internal struct StateHashing
{
    /// <summary>Changes with what is hashed and how: a saved state's hash is compared by programs of the same version only.</summary>
    public const int Version = 1;

    private ulong _hash;

    public static ulong Of<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        var hashing = new StateHashing { _hash = 14_695_981_039_346_656_037 };
        hashing.Add(market.LastOrderId);
        hashing.Add(market.LastTradeId);
        hashing.Add(market.Sessions.LastNumber);
        foreach (var (number, session) in market.Sessions.Open)
        {
            hashing.Add(number);
            hashing.Add(session.Owner);
            hashing.Add(session.CancelOnDisconnect ? 1 : 0);
        }

        foreach (var book in market.Books)
            hashing.Add(book, market.Orders);
        for (var slot = market.Remembered.Oldest; slot != 0; slot = market.Remembered[slot].Newer)
            hashing.Add(market.Remembered[slot]);
        hashing.Add(market.Index, market.Kills);
        foreach (var book in market.Books)
            if (book.Guard is { IsEmpty: false } guard)
                hashing.Add(book.Id, guard);
        hashing.AddAccounts(market);
        foreach (var part in Enum.GetValues<FeesPart>())
            foreach (var row in new FeeRows<TSink>(market).Of(part))
                foreach (var word in row)
                    hashing.Add(word);
        hashing.Add(market.Baskets);
        hashing.AddAlgos(market);
        hashing.Add(market.Customers.Audit(market.Customers.Uses.LastDay), market.Customers.Uses.LastDay);
        hashing.AddMargin(market);
        return hashing._hash ^ (hashing._hash >> 32);
    }

    private void Add(MarketIndex index, KillSwitches kills)
    {
        // An exchange without guards hashes as it did before there were any.
        if (index.Rules == MarketBreakerRules.None && index.LevelReached == 0 && !kills.AreAny)
            return;
        var rules = Command.SetMarketBreaker(index.Rules);
        Add(rules.OrderId.Value);
        Add(rules.TriggerPrice.Units);
        Add(rules.Quantity.Units);
        Add(rules.DisplayQuantity.Units);
        Add(rules.Terms.Bits);
        Add(index.LevelReached);
        Add(kills.Exchange ? 1 : 0);
        foreach (var account in kills.Accounts)
            Add(account);
        Add(-1);
        foreach (var session in kills.Sessions)
            Add(session);
    }

    private void Add(int instrument, Guard guard)
    {
        var rules = Command.SetBreaker(default, guard.Rules);
        Add(instrument);
        Add(rules.OrderId.Value);
        Add(rules.TriggerPrice.Units);
        Add(rules.ExpireTime.Nanoseconds);
        Add(rules.Terms.Bits);
        Add(guard.Base);
        Add((long)guard.Halt.Reason);
        Add(guard.Halt.IsAuction ? 1 : 0);
        Add(guard.Halt.End);
        Add(guard.Halt.AuctionMs);
        Add(guard.HasLimit ? 1 + (long)guard.LimitSide : 0);
        Add(guard.HasLimit ? guard.LimitSince : 0);
        Add(guard.Weight);
        Add(guard.MemberReference);
        Add(guard.MemberPrice);
        Add(guard.IsStopped ? 1 : 0);
        if (guard.Window is not { } window)
            return;
        foreach (var bucket in window.Held.OrderBy(bucket => bucket.Number))
        {
            Add(bucket.Number);
            Add(bucket.Low);
            Add(bucket.High);
            Add(bucket.Count);
            Add((long)bucket.Sum);
            Add((long)(bucket.Sum >> 64));
        }
    }

    /// <summary>Nothing where there are neither assets nor accounts: then the hash is what it was before there could be any.</summary>
    private void AddAccounts<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        var ledger = market.Ledger;
        foreach (var books in ledger.Assets)
        {
            Add(books.Asset.Id.Value);
            Add(books.Asset.Code);
            Add(books.Asset.Scale);
            Add(books.Deposited);
            Add(books.Withdrawn);
            Add(books.House);
        }

        foreach (var row in ledger.Accounts.InOrder())
        {
            ref var account = ref ledger.Accounts[row];
            Add(account.Id);
            Add(account.Parent);
            Add(account.Group);
            Add(account.Name);
            Add((long)account.Rights);
        }

        foreach (var balance in ledger.InOrder().Where(b => ledger[b].Total != 0))
        {
            Add(ledger[balance].Account);
            Add(ledger[balance].Asset);
            Add(ledger[balance].Total);
            Add(ledger[balance].Reserved);
        }

        foreach (var book in market.Books.Where(book => book.Settlement is not null))
        {
            Add(book.Id);
            Add(book.Settlement!.Base);
            Add(book.Settlement!.Quote);
        }

        foreach (var slot in AccountsAuditing.CoveredSlots(market))
        {
            Add(market.Orders.Cover(slot).Ppm);
            Add(market.Orders.Cover(slot).Reserved);
            Add(market.Orders[slot].Extras == 0 ? 0 : market.Orders.Extras(slot).Bound);
        }

        if (market.Movements.LastNumber == 0)
            return;
        Add(market.Movements.LastNumber);
        for (var age = 0; age < market.Movements.Count; age++)
            Add(market.Movements[age]);
    }

    /// <summary>Nothing where no basket is being put together and none is remembered.</summary>
    private void Add(BasketRegistry baskets)
    {
        foreach (var (owner, name) in baskets.Names.All)
        {
            Add(owner);
            Add(name);
        }

        foreach (var draft in baskets.Drafts)
        {
            var wish = draft.Wish;
            Add(draft.Id);
            Add(draft.Opened.Nanoseconds);
            Add(wish.Owner);
            Add(wish.Session);
            Add(wish.Group);
            Add(wish.Terms.Bits);
            Add(wish.LegCount);
            Add(wish.Total);
            Add(wish.Name);
            foreach (var leg in draft.Legs)
            {
                Add(leg.Instrument);
                Add((long)leg.Side);
                Add(leg.Asked);
                Add(leg.Limit);
            }

            if (draft.Schedule is { } schedule)
                Add(schedule);
        }

        foreach (var basket in baskets.Live)
            Add(basket);
    }

    private void Add(in BasketSchedule schedule)
    {
        Add((long)schedule.Type);
        Add(schedule.Start.Nanoseconds);
        Add(schedule.End.Nanoseconds);
        Add(schedule.Pace.Bits);
    }

    private void Add(BasketOrder basket)
    {
        var wish = basket.Wish;
        Add(basket.Id);
        Add(wish.Owner);
        Add(wish.Group);
        Add(wish.Terms.Bits);
        Add(wish.Total);
        Add(wish.Name);
        Add(basket.Schedule);
        Add((long)basket.State);
        Add(basket.NextSlice);
        foreach (var leg in basket.Legs)
        {
            Add(leg.Book.Id);
            Add((long)leg.Side);
            Add(leg.Quantity);
            Add(leg.Limit);
            Add(leg.Filled);
            Add(leg.PriceSum);
            Add(leg.Start);
            Add(leg.Curve);
        }
    }

    /// <summary>Nothing where no algo order and no volume curve ever was.</summary>
    private void AddAlgos<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        foreach (var book in market.Books)
            if (book.Tape is { } tape)
                Add(book.Id, tape);
        if (market.Algos.LastId == 0)
            return;
        Add(market.Algos.LastId);
        foreach (var algo in market.Algos.Live)
            Add(algo, market.Orders);
    }

    private void Add(int instrument, VolumeTape tape)
    {
        var state = tape.State;
        Add(instrument);
        Add(state.LastPrice);
        Add(state.LastNs);
        Add(state.Integral);
        Add(state.PricedNs);
        Add(state.Volume);
        Add(state.Notional);
        foreach (var weight in tape.Supplied)
            Add(weight);
        var (volumes, days) = tape.Own;
        foreach (var volume in volumes)
            Add(volume);
        foreach (var day in days)
            Add(day);
    }

    private void Add(AlgoOrder algo, OrderTable orders)
    {
        Add(algo.Id);
        Add(algo.Book.Id);
        Add(algo.Wish.Owner);
        Add(algo.Wish.Group);
        Add((long)algo.Wish.Side);
        Add(algo.Wish.Terms.Bits);
        Add(algo.Wish.Pace.Bits);
        Add(algo.Wish.Quantity);
        Add(algo.Wish.Limit);
        Add(algo.Wish.Name);
        Add(algo.Times.Start.Nanoseconds);
        Add(algo.Times.End.Nanoseconds);
        Add((long)algo.State);
        Add(algo.NextSlice);
        Add(algo.LastTarget);
        Add(algo.Filled);
        Add(algo.PriceSum);
        Add(algo.LiveChild(order => orders.Find(order) != 0));
        Add(algo.Start);
        Add(algo.Curve);
    }

    private void Add(in AlgoStart start)
    {
        Add(start.ArrivalPrice);
        Add(start.Volume);
        Add(start.Notional);
        Add(start.Integral);
        Add(start.PricedNs);
    }

    private void Add(VolumeCurve? curve)
    {
        if (curve is null)
            return;
        foreach (var weight in curve.Weights)
            Add(weight);
    }

    /// <summary>Nothing where there are no contracts, limits and funds.</summary>
    private void AddMargin<TSink>(Market<TSink> market)
        where TSink : struct, IEventSink
    {
        foreach (var contract in market.Books.Select(book => book.Contract).OfType<Contract>())
        {
            var terms = Command.SetContract(new InstrumentId(contract.Id), contract.Terms);
            Add(contract.Id);
            Add(terms.OrderId.Value);
            Add(terms.Price.Units);
            Add(terms.Quantity.Units);
            Add(terms.DisplayQuantity.Units);
            Add(terms.ExpireTime.Nanoseconds);
            Add(contract.Mark);
            Add(contract.IsSettled ? 1 : 0);
        }

        var positions = market.Positions;
        foreach (var number in MarginAuditing.Known(positions))
            Add(positions, number);
        foreach (var number in MarginAuditing.Pockets(positions))
        {
            Add((long)positions.Pocket(number).Rank);
            Add((positions.Pocket(number).IsCalled ? 1 : 0) | (positions.Pocket(number).IsLiquidating ? 2 : 0));
        }

        foreach (var (key, limit) in market.Margins.Limits.All)
        {
            Add(key.Contract);
            Add(key.Account);
            Add(key.Tier);
            Add(limit.MaxPosition);
            Add(limit.MaxOrder);
        }

        foreach (var (account, tier) in market.Margins.Limits.Tiers)
        {
            Add(account);
            Add(tier);
        }

        foreach (var slot in MarginAuditing.OrderSlots(market))
            Add(market.Orders.Cover(slot).Ppm);
        foreach (var books in market.Ledger.Assets.Where(a => a.Insurance != 0))
        {
            Add(books.Asset.Id.Value);
            Add(books.Insurance);
        }
    }

    private void Add(PositionTable positions, int number)
    {
        ref var p = ref positions[number];
        Add(p.Account);
        Add(p.Contract);
        Add(p.Quantity);
        Add(p.Cost);
        Add(p.Realised);
        Add(p.Funding);
        Add(p.Leverage);
        Add(p.IsIsolated ? 1 : 0);
        Add(positions.Own(p));
        Add(p.OpenBuys);
        Add(p.OpenSells);
    }

    /// <summary>Nothing where verification was never spoken of.</summary>
    private void Add(CustomersState customers, long usesDay)
    {
        if (customers.IsEmpty)
            return;
        Add(customers.Policy.Pack().Bits);
        foreach (var limit in customers.Limits)
        {
            Add((long)limit.Tier);
            Add(limit.Asset.Value);
            Add(limit.Limits.Deposits);
            Add(limit.Limits.Withdrawals);
            Add(limit.Limits.Trades);
        }

        foreach (var listed in customers.Countries)
        {
            Add(listed.Country.Value);
            Add((long)listed.Closed);
        }

        foreach (var (customer, verification) in customers.Customers)
        {
            Add(customer.Value);
            Add(verification.Pack(cancelOrders: false).Bits);
            Add(verification.Country.Value);
        }

        foreach (var (customer, asset, use) in customers.Uses)
        {
            Add(usesDay);
            Add(customer.Value);
            Add(asset.Value);
            Add(use.Deposited);
            Add(use.Withdrawn);
            Add(use.Traded);
        }
    }

    private void Add(in Movement movement)
    {
        Add(movement.Number);
        Add((long)movement.Kind);
        Add(movement.Account);
        Add(movement.To);
        Add(movement.Asset);
        Add(movement.Amount);
        Add(movement.Reference);
    }

    private void Add(Int128 number)
    {
        Add((long)number);
        Add((long)(number >> 64));
    }

    private void Add(long word) => _hash = (_hash ^ (ulong)word) * 1_099_511_628_211;

    private void Add(in Text36 text)
    {
        Add((long)text.Word0);
        Add((long)text.Word1);
        Add((long)text.Word2);
        Add((long)text.Word3);
        Add(text.Word4);
    }

    private void Add(in Fingerprint fingerprint)
    {
        Add(fingerprint.Instrument);
        Add((long)fingerprint.Side);
        Add(fingerprint.Terms);
        Add(fingerprint.Group);
        Add(fingerprint.Price);
        Add(fingerprint.Quantity);
        Add(fingerprint.DisplayQuantity);
        Add(fingerprint.TriggerPrice);
        Add(fingerprint.ExpireTime);
    }

    private void Add(Book book, OrderTable orders)
    {
        var definition = Command.DefineInstrument(book.Definition);
        Add(definition.Instrument.Value);
        Add(definition.Text);
        Add(definition.Terms.Bits);
        Add(definition.Price.Units);
        Add(definition.Quantity.Units);
        Add(definition.DisplayQuantity.Units);
        Add(definition.TriggerPrice.Units);
        var rules = Command.SetInstrumentRules(definition.Instrument, book.Rules);
        Add(rules.OrderId.Value);
        Add(rules.TriggerPrice.Units);
        Add(rules.ExpireTime.Nanoseconds);
        Add(rules.Quantity.Units);
        Add(rules.DisplayQuantity.Units);
        Add(rules.Price.Units);
        Add(rules.Terms.Bits);
        Add((long)book.State);
        Add(book.LastPrice);
        Add(book.DayEnd);
        Add(book.TradesToCheck.Highest);
        Add(book.TradesToCheck.Lowest);
        Add(book.Published.Price);
        Add(book.Published.Volume);
        Add(book.Published.Surplus);
        Add((long)book.Published.SurplusSide);
        foreach (var slot in Auditing.Slots(book.Bids, orders))
            Add(orders, slot);
        foreach (var slot in Auditing.Slots(book.Asks, orders))
            Add(orders, slot);
        foreach (var slot in Auditing.StopSlots(book, Side.Buy))
            Add(orders, slot);
        foreach (var slot in Auditing.StopSlots(book, Side.Sell))
            Add(orders, slot);
    }

    private void Add(OrderTable orders, int slot)
    {
        ref var order = ref orders[slot];
        ref var identity = ref orders.Identity(slot);
        Add(order.OrderId);
        Add(identity.ClientOrderId);
        Add(order.Owner);
        Add(identity.Session);
        Add(order.Price);
        Add(order.Leaves);
        Add(order.Display);
        Add(order.Traded);
        Add(identity.Total);
        Add(identity.Placed);
        Add((long)order.Place);
        Add(orders.FingerprintOf(slot));
        if (order.Extras == 0)
            return;
        Add(orders.Extras(slot).DisplayQuantity);
        Add(orders.Extras(slot).TriggerPrice);
        Add(orders.Extras(slot).End);
    }

    private void Add(in RememberedOrder order)
    {
        Add(order.Owner);
        Add(order.ClientOrderId);
        Add(order.Fingerprint);
        Add(order.OrderId);
        Add(order.Total);
        Add(order.Traded);
        Add((long)order.Reason);
    }
}
