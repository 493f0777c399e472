using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>Fills views that have seen nothing yet with what was saved. What fits no views is refused with a reason. Cold.</summary>
internal sealed class ViewsLoading(ExchangeViews views, ReadOnlySequence<byte> source)
{
    private readonly FieldReader _from = new(source);

    /// <returns>What is wrong, or null; where something is, the views are of no use any more.</returns>
    public string? Load()
    {
        Span<byte> magic = stackalloc byte[ViewsFormat.Magic.Length];
        _from.ReadTo(magic);
        if (!magic.SequenceEqual(ViewsFormat.Magic))
            return "not saved views";
        var version = _from.Read<int>();
        if (version is not (ViewsFormat.VersionWithoutSections or ViewsFormat.Version))
            return $"format version {version} of the views is unknown, this program reads {ViewsFormat.VersionWithoutSections} and {ViewsFormat.Version}";
        var (sequence, time) = (_from.Read<long>(), new Timestamp(_from.Read<long>()));
        var lastSession = new SessionId(_from.Read<int>());
        var sessions = new Dictionary<SessionId, OwnerId>();
        for (var left = Count(8); left > 0; left--)
        {
            if (!sessions.TryAdd(new SessionId(_from.Read<int>()), new OwnerId(_from.Read<int>())))
                return "a session of the views is there twice";
        }

        views.Restore(sequence, time, lastSession, sessions);
        views.Totals.Restore(_from.Read<long>(), _from.Read<long>(), _from.Read<long>());
        for (var left = Count(100); left > 0; left--)
        {
            if (LoadInstrument() is { } fault)
                return fault;
        }

        if (LoadOrders(isLive: true) is { } wrongLive)
            return wrongLive;
        if (LoadOrders(isLive: false) is { } wrongFinished)
            return wrongFinished;
        foreach (var instrument in views.Instruments)
        {
            if (LoadSide(instrument, Side.Buy) is { } wrongBids)
                return wrongBids;
            if (LoadSide(instrument, Side.Sell) is { } wrongAsks)
                return wrongAsks;
        }

        views.Orders.Trim();
        for (var left = version == ViewsFormat.Version ? Count(Text36.LengthMax + sizeof(long)) : 0; left > 0; left--)
        {
            if (LoadSection() is { } wrongSection)
                return wrongSection;
        }

        return _from.IsWhole ? null : "the views are shorter or longer than they say";
    }

    private string? LoadSection()
    {
        var (name, length) = (_from.Read<Text36>(), _from.Read<long>());
        if (length < 0 || length > Math.Min(_from.LeftBytes, Array.MaxLength))
            return $"section '{name}' of the views is longer than what is there";
        var content = new byte[length];
        _from.ReadTo(content);
        return ViewsSections.Load(views, name, content);
    }

    /// <summary>A count of things that take so many bytes each; zero where there cannot be as many.</summary>
    private int Count(int bytesEach)
    {
        var count = _from.Read<int>();
        if (count >= 0 && count <= _from.LeftBytes / bytesEach)
            return count;
        _from.ReadTo(new byte[(int)Math.Min(_from.LeftBytes + 1, int.MaxValue)]);
        return 0;
    }

    private string? LoadInstrument()
    {
        var packed = _from.Read<PackedInstrument>();
        var definition = packed.ToInstrument();
        if (definition.Id.Value < 1 || views.Add(definition) is not { } instrument)
            return $"instrument {definition.Id} of the views is there twice";
        instrument.Rules = packed.ToRules();
        instrument.State = (InstrumentState)_from.Read<byte>();
        instrument.TradingDayEnd = new Timestamp(_from.Read<long>());
        instrument.Sequence = _from.Read<long>();
        instrument.Time = new Timestamp(_from.Read<long>());
        var hasIndication = _from.Read<byte>() != 0;
        var indication = new Indication(new Price(_from.Read<long>()), new Quantity(_from.Read<long>()), new Quantity(_from.Read<long>()), (Side)_from.Read<byte>());
        instrument.Indication = hasIndication ? indication : null;
        views.Totals.Restore(definition.Id, _from.Read<long>(), _from.Read<Int128>(), _from.Read<Int128>(), _from.Read<Int128>());
        for (var left = Count(42); left > 0; left--)
        {
            instrument.Tape.Add(new PublicTrade(
                new TradeId(_from.Read<long>()), new Price(_from.Read<long>()), new Quantity(_from.Read<long>()), (Side)_from.Read<byte>(), _from.Read<byte>() != 0,
                _from.Read<long>(), new Timestamp(_from.Read<long>())));
        }

        return instrument.Statistics.Load(_from) ? null : $"the day of instrument {definition.Id} is impossible";
    }

    private string? LoadOrders(bool isLive)
    {
        for (var left = Count(150); left > 0; left--)
        {
            var marks = (ViewsFormat.OrderMarks)_from.Read<byte>();
            var picture = new OrderPicture
            {
                OrderId = new OrderId(_from.Read<long>()),
                Owner = new OwnerId(_from.Read<int>()),
                Session = new SessionId(_from.Read<int>()),
            };
            var instrument = views.Find(new InstrumentId(_from.Read<int>()));
            picture.Side = (Side)_from.Read<byte>();
            picture.Terms = new OrderTerms(_from.Read<ushort>());
            picture.Status = (OrderStatus)_from.Read<byte>();
            picture.CancelReason = (CancelReason)_from.Read<ushort>();
            picture.ClientOrderId = _from.Read<Text36>();
            picture.Price = new Price(_from.Read<long>());
            picture.TriggerPrice = new Price(_from.Read<long>());
            picture.Quantity = new Quantity(_from.Read<long>());
            picture.DisplayQuantity = new Quantity(_from.Read<long>());
            picture.Leaves = new Quantity(_from.Read<long>());
            picture.Filled = new Quantity(_from.Read<long>());
            picture.Turnover = _from.Read<Int128>();
            picture.ExpireTime = new Timestamp(_from.Read<long>());
            picture.CreatedSequence = _from.Read<long>();
            picture.Created = new Timestamp(_from.Read<long>());
            picture.UpdatedSequence = _from.Read<long>();
            picture.Updated = new Timestamp(_from.Read<long>());
            picture.Triggered = (marks & ViewsFormat.OrderMarks.Triggered) != 0;
            picture.Slid = (marks & ViewsFormat.OrderMarks.Slid) != 0;
            if (instrument is null || picture.IsLive != isLive || picture.Side > Side.Sell || picture.Status > OrderStatus.Canceled || views.Orders.Find(picture.OrderId) is not null)
                return $"order {picture.OrderId} of the views is impossible";
            picture.Instrument = instrument.Instrument;
            var order = views.Orders.Restore(in picture, (marks & ViewsFormat.OrderMarks.HoldsName) != 0);
            for (var fills = Count(33); fills > 0; fills--)
            {
                views.Restore(order, new Fill(
                    new TradeId(_from.Read<long>()), new Price(_from.Read<long>()), new Quantity(_from.Read<long>()), new Money(_from.Read<long>()), _from.Read<byte>() != 0));
            }
        }

        return null;
    }

    private string? LoadSide(InstrumentView instrument, Side side)
    {
        for (var left = Count(16); left > 0; left--)
        {
            var id = new OrderId(_from.Read<long>());
            var shown = new Quantity(_from.Read<long>());
            if (views.Orders.Find(id) is not { } order || !order.Picture.IsLive || order.Level is not null || order.Picture.Side != side || order.Picture.Instrument.Id != instrument.Instrument.Id)
                return $"order {id} of the views stands in a book that is not its own";
            instrument.Book.Add(order, shown);
        }

        return null;
    }
}
