using System.Buffers;
using System.Buffers.Binary;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Snapshots;

/// <summary>
/// Puts a saved state back through the same steps that orders take when they enter. Believes nothing it reads: what no exchange could have saved is
/// refused with a reason. Cold.
/// </summary>
internal sealed class StateLoading<TSink>(Market<TSink> market, Administration<TSink> administration, Banking<TSink> banking, Margin.Liquidations<TSink> liquidations)
    where TSink : struct, IEventSink
{
    private readonly List<SavedOrder> _orders = [];
    private readonly AccountsLoading<TSink> _accounts = new(market, administration, banking);
    private readonly FeesLoading<TSink> _fees = new(market);
    private readonly AlgoLoading<TSink> _algos = new(market);
    private readonly MarginLoading<TSink> _margin = new(market, liquidations);
    private readonly CustomersLoading<TSink> _customers = new(market);
    private StateSection _before = StateSection.Limits;
    private Book? _book;

    /// <summary>Reads the head and the limits, which an exchange must have before anything else.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? ReadLimits(ReadOnlySequence<byte> state, out ExchangeLimits limits, out ReadOnlySequence<byte> rest, out ulong? stateHash)
    {
        limits = new ExchangeLimits();
        rest = state;
        stateHash = null;
        Span<byte> head = stackalloc byte[StateFormat.HeadBytes];
        if (state.Length < head.Length)
            return "shorter than the head of a saved state";
        state.Slice(0, head.Length).CopyTo(head);
        if (!head.StartsWith(StateFormat.Magic))
            return "not a saved state of an exchange";
        if (BinaryPrimitives.ReadInt32LittleEndian(head[8..]) is var version and not StateFormat.Version)
            return $"format version {version} is unknown, this program reads {StateFormat.Version}";

        // A later program may hash otherwise; it still reads this.
        if (BinaryPrimitives.ReadInt32LittleEndian(head[12..]) == StateHashing.Version)
            stateHash = BinaryPrimitives.ReadUInt64LittleEndian(head[16..]);
        rest = state.Slice(head.Length);
        if (NextSection(ref rest, out var section, out var content) is { } fault)
            return fault;
        var from = new FieldReader(content);
        limits = new ExchangeLimits(from.Read<int>(), from.Read<int>(), from.HasMore ? from.Read<int>() : StateFormat.RememberedMovements);
        return section == StateSection.Limits && from.IsWhole && limits is { MaxLiveOrders: >= 0, RememberedOrders: >= 0, RememberedMovements: >= 0 }
            ? null
            : "it does not begin with the exchange's limits";
    }

    /// <summary>Reads all the rest into an exchange that has done nothing yet.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Load(ReadOnlySequence<byte> rest)
    {
        while (true)
        {
            if (NextSection(ref rest, out var section, out var content) is { } broken)
                return broken;
            if (section == StateSection.End && content.IsEmpty && _before >= StateSection.Sessions)
                break;
            if (section < _before)
                return $"section {section} stands after {_before}";
            var from = new FieldReader(content);
            var fault = section switch
            {
                StateSection.Counters => LoadCounters(from),
                StateSection.Sessions => LoadSessions(from),
                StateSection.Instrument => LoadInstrument(from),
                StateSection.Orders => ReadOrders(from),
                StateSection.Remembered => LoadRemembered(from),
                StateSection.Accounts => _accounts.Read(from),
                StateSection.Guards when _before != StateSection.Guards => GuardLoading.Load(from, market.Index, market.Kills, market.Sessions),
                StateSection.Fees => _fees.Read(from),
                StateSection.InstrumentGuards => GuardLoading.LoadInstrument(from, market.Find(from.Read<int>()), market.Index),
                StateSection.Baskets when _before != StateSection.Baskets => BasketLoading.Load(from, market.Baskets, market.Report, market.Find),
                StateSection.BasketOrders when _before != StateSection.BasketOrders => BasketOrderLoading.Load(from, market.Baskets, market.Report.Sequence, market.Find),
                StateSection.Tapes => _algos.LoadTape(from),
                StateSection.Algos when _before != StateSection.Algos => _algos.Load(from),
                StateSection.Margin => _margin.Read(from),
                StateSection.Customers => _customers.Read(from),
                _ => $"section {(int)section} is unknown",
            };
            if (fault is not null)
                return fault;

            // Instruments and their orders take turns.
            _before = section == StateSection.Orders ? StateSection.Instrument : section;
        }

        return rest.IsEmpty ? PutBack() : "it goes on after its end";
    }

    private static string? NextSection(ref ReadOnlySequence<byte> rest, out StateSection section, out ReadOnlySequence<byte> content)
    {
        section = default;
        content = default;
        Span<byte> head = stackalloc byte[StateFormat.SectionHeadBytes];
        if (rest.Length < head.Length)
            return "it ends before its end section";
        rest.Slice(0, head.Length).CopyTo(head);
        section = (StateSection)BinaryPrimitives.ReadUInt16LittleEndian(head);
        if (BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) is var version and not StateFormat.SectionVersion)
            return $"version {version} of section {section} is unknown, this program reads {StateFormat.SectionVersion}";
        var length = BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(head[4..]) != 0 || length < 0 || length > StateFormat.SectionBytesMax || length > rest.Length - head.Length)
            return $"section {section} has an impossible length";
        content = rest.Slice(head.Length, length);
        rest = rest.Slice(head.Length + length);
        return null;
    }

    private string? LoadCounters(FieldReader from)
    {
        if (_before != StateSection.Limits)
            return "the counters are there twice";
        market.Report.BeginCommand(from.Read<long>(), new Timestamp(from.Read<long>()));
        market.LastOrderId = from.Read<long>();
        market.LastTradeId = from.Read<long>();
        market.LastPlaced = from.Read<long>();
        return from.IsWhole && market.Report.Sequence >= 0 && market.LastOrderId >= 0 && market.LastTradeId >= 0 && market.LastPlaced >= 0
            ? null
            : "its counters are impossible";
    }

    private string? LoadSessions(FieldReader from)
    {
        if (_before != StateSection.Counters)
            return "the sessions do not follow the counters";
        var last = from.Read<int>();
        var before = 0;
        while (from.HasMore)
        {
            var number = from.Read<int>();
            var session = new Session(from.Read<int>(), from.Read<byte>() != 0);
            if (number <= before || number > last || session.Owner < 1)
                return "its sessions are impossible";
            market.Sessions.Add(number, session);
            before = number;
        }

        market.Sessions.ContinueAfter(last);
        return from.IsWhole && last >= 0 ? null : "its sessions are impossible";
    }

    private string? LoadInstrument(FieldReader from)
    {
        var packed = from.Read<PackedInstrument>();
        var definition = packed.ToInstrument();
        var state = (InstrumentState)from.Read<byte>();
        var lastPrice = from.Read<long>();
        var dayEnd = from.Read<long>();
        var (highest, lowest) = (from.Read<long>(), from.Read<long>());
        var published = new Indicative(from.Read<long>(), from.Read<long>(), from.Read<long>(), (Side)from.Read<byte>());
        var isPossible = from.IsWhole && _before >= StateSection.Sessions && state <= InstrumentState.Expired && published.SurplusSide <= Side.Sell
            && lastPrice is >= 0 and <= Price.MaxUnits && lowest is >= 0 and <= Price.MaxUnits && highest >= lowest && highest <= Price.MaxUnits
            && definition.Id.Value > (_book?.Id ?? 0);
        if (!isPossible || administration.Restore(definition, packed.ToRules()) is not { } book)
            return $"instrument {definition.Id} is impossible";
        book.State = state;
        book.DayEnd = dayEnd;
        book.Published = published;
        book.RestoreTrades(lastPrice, highest, lowest);
        _book = book;
        return null;
    }

    private string? ReadOrders(FieldReader from)
    {
        var instrument = from.Read<int>();
        var list = (OrderList)from.Read<byte>();
        if (_book is not { } book || instrument != book.Id || list > OrderList.SellStops)
            return $"orders of instrument {instrument} stand in another's place";
        while (from.HasMore)
        {
            var order = SavedOrder.Read(from, book, list);
            if (!order.IsPossible(market.LastOrderId, market.LastPlaced))
                return $"order {order.OrderId} is impossible";
            if (_orders.Count > 0 && _orders[^1] is var before && before.Book == book && !IsBefore(before, order))
                return $"order {order.OrderId} is out of its place";
            _orders.Add(order);
        }

        return from.IsWhole && _orders.Count <= market.MaxLiveOrders ? null : $"the orders of instrument {instrument} are impossible";
    }

    private static bool IsBefore(in SavedOrder one, in SavedOrder other) =>
        one.List < other.List || (one.List == other.List && one.Key.CompareTo(other.Key) < 0);

    private string? LoadRemembered(FieldReader from)
    {
        while (from.HasMore)
        {
            var order = new RememberedOrder
            {
                Owner = from.Read<int>(),
                ClientOrderId = from.Read<Text36>(),
                Fingerprint = new Fingerprint(
                    from.Read<int>(), (Side)from.Read<byte>(), from.Read<ushort>(), from.Read<int>(), from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>(), from.Read<long>()),
                OrderId = from.Read<long>(),
                Total = from.Read<long>(),
                Traded = from.Read<long>(),
                Reason = (CancelReason)from.Read<ushort>(),
            };
            if (!market.Remembered.TryRestore(order))
                return "the remembered orders are impossible";
        }

        return from.IsWhole ? null : "the remembered orders are impossible";
    }

    /// <summary>Orders enter the table in ascending order id; then each takes its place in its list, in priority.</summary>
    private string? PutBack()
    {
        var byId = new int[_orders.Count];
        var ids = new long[_orders.Count];
        for (var i = 0; i < ids.Length; i++)
            (ids[i], byId[i]) = (_orders[i].OrderId, i);
        ids.AsSpan().Sort(byId.AsSpan());
        var slots = new int[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var order = _orders[byId[i]];
            if (i > 0 && ids[i] == ids[i - 1])
                return $"order {order.OrderId} is there twice";
            if (!order.ClientOrderId.IsEmpty && market.Orders.Find(order.Owner, order.ClientOrderId) != 0)
                return $"the client order id of order {order.OrderId} is there twice";
            slots[byId[i]] = AddLive(order);
        }

        for (var i = 0; i < slots.Length; i++)
            market.Restore(_orders[i].Book, slots[i], _orders[i].Display, _orders[i].Placed, _orders[i].IsStop);
        market.Ledger.TellAllRights();
        return _accounts.PutBack() ?? _fees.PutBack() ?? _algos.PutBack() ?? BasketOrderLoading.Check(market.Baskets) ?? _margin.PutBack();
    }

    private int AddLive(in SavedOrder saved)
    {
        var slot = market.Orders.Add(
            new Command
            {
                Owner = new OwnerId(saved.Owner),
                Instrument = new InstrumentId(saved.Book.Id),
                Side = saved.Side,
                Terms = saved.Terms,
                Quantity = new Quantity(saved.Total),
                Text = saved.ClientOrderId,
                Session = new SessionId(saved.Session),
                Group = new OwnerGroup(saved.Group),
            },
            saved.OrderId,
            market.Orders.NameKeyOf(saved.Owner, saved.ClientOrderId));
        ref var order = ref market.Orders[slot];
        order.Price = saved.Price;
        order.Leaves = saved.Leaves;
        order.Traded = saved.Traded;
        if (!saved.HasExtras)
            return slot;
        ref var extras = ref market.Orders.EnsureExtras(slot);
        extras = saved.Extras;
        if (extras.End != 0)
            saved.Book.Expiries.Add(new HeapItem(extras.End, saved.OrderId, order.Extras, slot));
        return slot;
    }
}
