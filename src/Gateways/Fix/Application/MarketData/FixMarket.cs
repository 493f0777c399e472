using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>Market data of all FIX sessions: snapshots, and after each command one refresh for each subscription that it concerns. A part of the <see cref="FixHub"/>, on its thread.</summary>
internal sealed class FixMarket(ExchangeViews views, Action<FixTrader> signal)
{
    /// <summary>Instruments that one session may subscribe to, and how often one of them: each costs the fan-out a message at each change.</summary>
    private const int MaxFeeds = 10_000;
    private const int MaxFeedsOfInstrument = 8;

    private readonly Dictionary<int, List<FixFeed>> _feeds = [];
    private readonly Dictionary<FixTrader, Dictionary<string, List<FixFeed>>> _subscriptions = [];
    private readonly HashSet<FixTrader> _behind = [];
    private readonly HashSet<InstrumentView> _changed = [];
    private readonly List<FixMarketEntry> _trades = [];
    private readonly List<FixMarketEntry> _entries = [];
    private readonly FixWriter _writer = new();
    private InstrumentId _traded;
    private Timestamp _time;

    /// <summary>A request: ended or refused, or the answer begins, which <see cref="Begin(FixTrader, FixMarketRequest, int, int)"/> gives.</summary>
    /// <returns>True where there is more to do.</returns>
    public bool Take(FixTrader trader, FixMarketRequest request)
    {
        var isTaken = TryTake(trader, request);
        trader.Link.Flush(here: false);
        return isTaken;
    }

    /// <summary>The snapshots of some of a request's instruments; a subscription's updates follow.</summary>
    public void Begin(FixTrader trader, FixMarketRequest request, int from, int count)
    {
        var feeds = request.Type == '1' ? _subscriptions.GetValueOrDefault(trader)?.GetValueOrDefault(NameOf(request)) : null;
        // The connection may have ended in between, and its subscriptions with it.
        if (request.Type == '1' && feeds is null)
            return;
        for (var i = from; i < Math.Min(from + count, request.Instruments.Count); i++)
        {
            if (views.Find(request.Instruments[i]) is not { } view)
                continue;
            var feed = new FixFeed(trader, request, view);
            SendSnapshot(feed);
            if (feeds is null)
                continue;
            feeds.Add(feed);
            Begin(feed);
        }

        trader.Link.Flush(here: false);
    }

    /// <summary>A resend has ended: books whose changes were dropped meanwhile come anew.</summary>
    public void CatchUp(FixTrader trader)
    {
        if (!_behind.Remove(trader) || !_subscriptions.TryGetValue(trader, out var own))
            return;
        foreach (var feeds in own.Values)
        {
            foreach (var feed in feeds)
            {
                if (feed.IsBehind)
                    SendSnapshot(feed);
            }
        }

        trader.Link.Flush(here: false);
    }

    /// <summary>The session's connection has ended, and its subscriptions with it.</summary>
    public void Drop(FixTrader trader)
    {
        _behind.Remove(trader);
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

    private bool TryTake(FixTrader trader, FixMarketRequest request)
    {
        var own = _subscriptions.GetValueOrDefault(trader);
        var name = NameOf(request);
        switch (request.Type)
        {
            case '2':
                if (own is not null && own.Remove(name, out var ended))
                    End(ended);
                else
                    Refuse(trader, request, '1', "There is no subscription with this MDReqID.");
                return false;
            case '1' when own is not null && own.ContainsKey(name):
                Refuse(trader, request, '1', "There is a subscription with this MDReqID.");
                return false;
            case '1' when own is not null && own.Values.Sum(feeds => feeds.Count) + request.Instruments.Count > MaxFeeds:
                Refuse(trader, request, '2', "The session has as many subscriptions as it may.");
                return false;
            case '1' when own is not null && request.Instruments.Any(instrument => own.Values.Sum(feeds => feeds.Count(feed => feed.View.Instrument.Id == instrument)) >= MaxFeedsOfInstrument):
                Refuse(trader, request, '2', "The session has as many subscriptions of an instrument as it may.");
                return false;
            case '1':
                if (own is null)
                    _subscriptions.Add(trader, own = []);
                own.Add(name, []);
                return true;
            default:
                return true;
        }
    }

    private static string NameOf(FixMarketRequest request) => System.Text.Encoding.Latin1.GetString(request.Id);

    private void SendTrades(long sequence)
    {
        if (_trades.Count == 0)
            return;
        foreach (var feed in _feeds[_traded.Value])
        {
            _entries.Clear();
            if (!feed.Request.Trades || feed.IsBehind)
                continue;
            _entries.AddRange(_trades);
            SendUpdate(feed, sequence);
        }

        _trades.Clear();
    }

    private void Update(FixFeed feed, List<LevelChange> changes, List<FixMarketEntry>? trades, long sequence)
    {
        if (feed.IsBehind)
            return;
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
        Send(feed);
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
        Send(feed);
        signal(feed.Trader);
    }

    // What cannot go out now, since a resend runs, would only push reports out of the store: the whole book follows when it has ended.
    private void Send(FixFeed feed)
    {
        feed.IsBehind = !feed.Trader.Link.TryTell(_writer);
        if (feed.IsBehind)
            _behind.Add(feed.Trader);
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

    private void End(List<FixFeed> ended)
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
