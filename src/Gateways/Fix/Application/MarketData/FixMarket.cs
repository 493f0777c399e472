using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>Market data of all FIX sessions: snapshots, and after each command one refresh for each subscription that it concerns. A part of the <see cref="FixHub"/>, on its thread.</summary>
internal sealed class FixMarket(ExchangeViews views, Action<FixTrader> signal)
{
    /// <summary>Instruments that one session may subscribe to, each as often as it likes.</summary>
    private const int MaxFeeds = 10_000;

    private readonly Dictionary<int, List<FixFeed>> _feeds = [];
    private readonly Dictionary<FixTrader, Dictionary<string, FixFeed[]>> _subscriptions = [];
    private readonly HashSet<InstrumentView> _changed = [];
    private readonly List<FixMarketEntry> _trades = [];
    private readonly List<FixMarketEntry> _entries = [];
    private readonly FixWriter _writer = new();
    private InstrumentId _traded;
    private Timestamp _time;

    /// <summary>A request: its answer is sent.</summary>
    public void Take(FixTrader trader, FixMarketRequest request)
    {
        var id = System.Text.Encoding.Latin1.GetString(request.Id);
        var own = _subscriptions.GetValueOrDefault(trader);
        switch (request.Type)
        {
            case '2':
                if (own is not null && own.Remove(id, out var ended))
                    End(ended);
                else
                    Refuse(trader, request, '1', "There is no subscription with this MDReqID.");
                return;
            case '1' when own is not null && own.ContainsKey(id):
                Refuse(trader, request, '1', "There is a subscription with this MDReqID.");
                return;
            case '1' when own is not null && own.Values.Sum(feeds => feeds.Length) + request.Instruments.Count > MaxFeeds:
                Refuse(trader, request, '2', "The session has as many subscriptions as it may.");
                return;
        }

        var feeds = new List<FixFeed>();
        foreach (var instrument in request.Instruments)
        {
            if (views.Find(instrument) is not { } view)
                continue;
            var feed = new FixFeed(trader, request, view);
            feeds.Add(feed);
            SendSnapshot(feed);
        }

        if (request.Type == '1')
        {
            if (own is null)
                _subscriptions.Add(trader, own = []);
            own.Add(id, [.. feeds]);
            foreach (var feed in feeds)
                Begin(feed);
        }

        trader.Link.Flush(here: false);
    }

    /// <summary>The session's connection has ended, and its subscriptions with it.</summary>
    public void Drop(FixTrader trader)
    {
        if (!_subscriptions.Remove(trader, out var own))
            return;
        foreach (var feeds in own.Values)
            End(feeds);
    }

    public void On(in ExchangeEvent e)
    {
        if (_feeds.Count == 0 || e.IsAboutAccounts || !_feeds.ContainsKey(e.Instrument.Value) || views.Find(e.Instrument) is not { } view)
            return;
        _time = e.Time;
        _changed.Add(view);
        if (e.Kind != EventKind.Trade)
            return;
        // A command trades on one instrument, a basket on several, one after the other.
        if (_traded != e.Instrument)
            SendTrades(e.Sequence);
        _traded = e.Instrument;
        _trades.Add(new FixMarketEntry(FixMarketEntry.New, FixMarketEntry.Trade, e.Price, e.Quantity, 0, e.TradeId, e.Side));
    }

    public void OnCommandEnd(long sequence)
    {
        if (_changed.Count == 0)
            return;
        foreach (var view in _changed)
        {
            var changes = view.Book.Changes(sequence);
            var trades = view.Instrument.Id == _traded ? _trades : null;
            if (!_feeds.TryGetValue(view.Instrument.Id.Value, out var feeds))
                continue;
            foreach (var feed in feeds)
                Update(feed, changes, trades, sequence);
        }

        _changed.Clear();
        _trades.Clear();
        _traded = InstrumentId.None;
    }

    private void SendTrades(long sequence)
    {
        if (_trades.Count == 0)
            return;
        foreach (var feed in _feeds[_traded.Value])
        {
            _entries.Clear();
            if (!feed.Request.Trades)
                continue;
            _entries.AddRange(_trades);
            SendUpdate(feed, sequence);
        }

        _trades.Clear();
    }

    private void Update(FixFeed feed, List<LevelChange> changes, List<FixMarketEntry>? trades, long sequence)
    {
        _entries.Clear();
        if (feed.Request.Trades && trades is not null)
            _entries.AddRange(trades);
        var tradeCount = _entries.Count;
        feed.Bids?.Update(feed.View.Book.Bids, changes, _entries);
        feed.Offers?.Update(feed.View.Book.Asks, changes, _entries);
        if (_entries.Count == 0)
            return;
        if (!feed.Request.IsFullRefresh)
        {
            SendUpdate(feed, sequence);
            return;
        }

        // Whole books come anew; trades are told one by one all the same.
        var hasChanged = _entries.Count > tradeCount;
        _entries.RemoveRange(tradeCount, _entries.Count - tradeCount);
        if (tradeCount > 0)
            SendUpdate(feed, sequence);
        if (hasChanged)
            SendSnapshot(feed);
        signal(feed.Trader);
    }

    private void SendSnapshot(FixFeed feed)
    {
        var view = feed.View;
        _entries.Clear();
        feed.Bids?.Begin(view.Book.Bids, _entries);
        feed.Offers?.Begin(view.Book.Asks, _entries);
        var last = view.Tape.Last;
        var hasTrade = feed.Request.Trades && last.TradeId.Value != 0;
        var count = _entries.Count + (hasTrade ? 1 : 0);
        _writer.Begin("W"u8);
        _writer.Add(Tag.MdReqId, feed.Request.Id);
        _writer.AddText(Tag.Symbol, view.Instrument.Symbol);
        _writer.Add(Tag.NoMdEntries, Math.Max(count, 1));
        var (rank, side) = (0, default(char));
        foreach (var entry in _entries)
        {
            rank = entry.Type == side ? rank + 1 : 1;
            side = entry.Type;
            _writer.Add(Tag.MdEntryType, entry.Type);
            AddNumbers(in entry, view.Instrument);
            _writer.Add(Tag.NumberOfOrders, entry.Orders);
            _writer.Add(Tag.MdEntryPositionNo, rank);
        }

        if (hasTrade)
        {
            _writer.Add(Tag.MdEntryType, FixMarketEntry.Trade);
            AddNumbers(new FixMarketEntry(FixMarketEntry.New, FixMarketEntry.Trade, last.Price, last.Quantity, 0, last.TradeId, last.Side), view.Instrument);
            _writer.AddEntryTime(last.Time);
            _writer.Add(Tag.MdEntryId, last.TradeId.Value);
            _writer.Add(Tag.AggressorSide, FixWords.Of(last.Side));
        }

        // A group cannot be empty, so FIX has a word for a book that is.
        if (count == 0)
            _writer.Add(Tag.MdEntryType, 'J');
        _writer.Add(Tag.ExchangeSequence, views.Sequence);
        feed.Trader.Link.Send(_writer, flush: false, keep: false);
    }

    private void SendUpdate(FixFeed feed, long sequence)
    {
        var instrument = feed.View.Instrument;
        _writer.Begin("X"u8);
        _writer.Add(Tag.MdReqId, feed.Request.Id);
        _writer.Add(Tag.NoMdEntries, _entries.Count);
        foreach (var entry in _entries)
        {
            var isTrade = entry.TradeId.Value != 0;
            _writer.Add(Tag.MdUpdateAction, entry.Action);
            _writer.Add(Tag.MdEntryType, entry.Type);
            if (isTrade)
                _writer.Add(Tag.MdEntryId, entry.TradeId.Value);
            _writer.AddText(Tag.Symbol, instrument.Symbol);
            AddNumbers(in entry, instrument);
            if (isTrade)
                _writer.AddEntryTime(_time);
            else if (entry.Action != FixMarketEntry.Delete)
                _writer.Add(Tag.NumberOfOrders, entry.Orders);
            if (isTrade)
                _writer.Add(Tag.AggressorSide, FixWords.Of(entry.Side));
        }

        _writer.Add(Tag.ExchangeSequence, sequence);
        feed.Trader.Link.Send(_writer, flush: false, keep: false);
        signal(feed.Trader);
    }

    private void AddNumbers(in FixMarketEntry entry, Instrument instrument)
    {
        _writer.AddDecimal(Tag.MdEntryPx, entry.Price.Units, instrument.PriceScale);
        if (!entry.Quantity.IsZero)
            _writer.AddDecimal(Tag.MdEntrySize, entry.Quantity.Units, instrument.QuantityScale);
    }

    private void Refuse(FixTrader trader, FixMarketRequest request, char reason, string text)
    {
        _writer.Begin("Y"u8);
        _writer.Add(Tag.MdReqId, request.Id);
        _writer.Add(Tag.MdReqRejReason, reason);
        _writer.Add(FixTag.Text, text);
        trader.Link.Send(_writer);
    }

    private void Begin(FixFeed feed)
    {
        if (!_feeds.TryGetValue(feed.View.Instrument.Id.Value, out var feeds))
            _feeds.Add(feed.View.Instrument.Id.Value, feeds = []);
        feeds.Add(feed);
        if (feed.WantsLevels)
            feed.View.Book.Track(begins: true);
    }

    private void End(FixFeed[] ended)
    {
        foreach (var feed in ended)
        {
            var feeds = _feeds[feed.View.Instrument.Id.Value];
            feeds.Remove(feed);
            if (feeds.Count == 0)
                _feeds.Remove(feed.View.Instrument.Id.Value);
            if (feed.WantsLevels)
                feed.View.Book.Track(begins: false);
        }
    }
}
