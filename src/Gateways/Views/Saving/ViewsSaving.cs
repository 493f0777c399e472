using System.Buffers;
using Rialto.Model.Instruments;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>Writes all that the views would tell. Cold.</summary>
internal readonly struct ViewsSaving(ExchangeViews views, IBufferWriter<byte> target)
{
    private readonly FieldWriter _to = new(target);

    public void Save()
    {
        var sections = ViewsSections.Of(views);
        _to.Add(ViewsFormat.Magic);
        _to.Add(sections.Count == 0 ? ViewsFormat.VersionWithoutSections : ViewsFormat.Version);
        _to.Add(views.Sequence);
        _to.Add(views.Time.Nanoseconds);
        _to.Add(views.LastSession.Value);
        _to.Add(views.OpenSessions.Count);
        foreach (var (session, owner) in views.OpenSessions.OrderBy(pair => pair.Key.Value))
        {
            _to.Add(session.Value);
            _to.Add(owner.Value);
        }

        _to.Add(views.Totals.Orders);
        _to.Add(views.Totals.Refusals);
        _to.Add(views.Totals.Trades);
        _to.Add(views.Instruments.Count);
        foreach (var instrument in views.Instruments)
            Save(instrument);
        SaveOrders();
        foreach (var instrument in views.Instruments)
        {
            Save(instrument.Book.Bids);
            Save(instrument.Book.Asks);
        }

        if (sections.Count == 0)
            return;
        _to.Add(sections.Count);
        foreach (var (name, content) in sections)
        {
            _to.Add(name);
            _to.Add((long)content.Length);
            _to.Add(content);
        }
    }

    private void Save(InstrumentView instrument)
    {
        _to.Add(new PackedInstrument(instrument.Instrument, instrument.Rules));
        _to.Add((byte)instrument.State);
        _to.Add(instrument.TradingDayEnd.Nanoseconds);
        _to.Add(instrument.Sequence);
        _to.Add(instrument.Time.Nanoseconds);
        _to.Add(instrument.Indication is null ? (byte)0 : (byte)1);
        var indication = instrument.Indication ?? default;
        _to.Add(indication.Price.Units);
        _to.Add(indication.Quantity.Units);
        _to.Add(indication.Surplus.Units);
        _to.Add((byte)indication.SurplusSide);
        var totals = views.Totals.ByInstrument.GetValueOrDefault(instrument.Instrument.Id) ?? new ExchangeTotals.InstrumentTotals();
        _to.Add(totals.Trades);
        _to.Add(totals.Volume);
        _to.Add(totals.Turnover);
        _to.Add(totals.Fees);
        Save(instrument.Tape);
        instrument.Statistics.Save(_to);
    }

    private void Save(TradeTape tape)
    {
        _to.Add(tape.Count);
        for (var age = tape.Count - 1; age >= 0; age--)
        {
            var trade = tape[age];
            _to.Add(trade.TradeId.Value);
            _to.Add(trade.Price.Units);
            _to.Add(trade.Quantity.Units);
            _to.Add((byte)trade.Side);
            _to.Add(trade.InAuction ? (byte)1 : (byte)0);
            _to.Add(trade.Sequence);
            _to.Add(trade.Time.Nanoseconds);
        }
    }

    private void SaveOrders()
    {
        var live = views.Orders.AllLive();
        _to.Add(live.Count);
        foreach (var order in live)
            Save(order);
        var finished = views.Orders.AllFinished();
        _to.Add(finished.Count);
        foreach (var order in finished)
            Save(order);
    }

    private void Save(OrderState order)
    {
        ref var picture = ref order.Picture;
        var marks = (picture.Triggered ? ViewsFormat.OrderMarks.Triggered : 0) | (picture.Slid ? ViewsFormat.OrderMarks.Slid : 0)
            | (views.Orders.Find(picture.Owner, picture.ClientOrderId) == order ? ViewsFormat.OrderMarks.HoldsName : 0);
        _to.Add((byte)marks);
        _to.Add(picture.OrderId.Value);
        _to.Add(picture.Owner.Value);
        _to.Add(picture.Session.Value);
        _to.Add(picture.Instrument.Id.Value);
        _to.Add((byte)picture.Side);
        _to.Add(picture.Terms.Bits);
        _to.Add((byte)picture.Status);
        _to.Add((ushort)picture.CancelReason);
        _to.Add(picture.ClientOrderId);
        _to.Add(picture.Price.Units);
        _to.Add(picture.TriggerPrice.Units);
        _to.Add(picture.Quantity.Units);
        _to.Add(picture.DisplayQuantity.Units);
        _to.Add(picture.Leaves.Units);
        _to.Add(picture.Filled.Units);
        _to.Add(picture.Turnover);
        _to.Add(picture.ExpireTime.Nanoseconds);
        _to.Add(picture.CreatedSequence);
        _to.Add(picture.Created.Nanoseconds);
        _to.Add(picture.UpdatedSequence);
        _to.Add(picture.Updated.Nanoseconds);
        _to.Add(order.FillCount);
        for (var i = 0; i < order.FillCount; i++)
        {
            ref readonly var fill = ref order.FillAt(i);
            _to.Add(fill.TradeId.Value);
            _to.Add(fill.Price.Units);
            _to.Add(fill.Quantity.Units);
            _to.Add(fill.Fee.Units);
            _to.Add(fill.IsMaker ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Order ids in priority with what is shown of each, from the best level down.</summary>
    private void Save(BookSide side)
    {
        var count = 0;
        for (var rank = 0; rank < side.Count; rank++)
            count += side[rank].Orders;
        _to.Add(count);
        for (var rank = 0; rank < side.Count; rank++)
        {
            for (var order = side[rank].First; order is not null; order = order.LevelNext)
            {
                _to.Add(order.Picture.OrderId.Value);
                _to.Add(order.Shown.Units);
            }
        }
    }
}
