using Rialto.Model.Orders;

namespace Rialto.Wire.Files.Lobster;

/// <summary>How far a book built from messages agrees with the rows of the file's own order book. Each exception is counted with its cause.</summary>
public sealed record LobsterBookReport
{
    /// <summary>Messages applied, each followed by a comparison with its row.</summary>
    public int Rows { get; internal set; }

    /// <summary>Rows whose every level was what the messages said it must be.</summary>
    public int RowsEqual { get; internal set; }

    /// <summary>Rows that differed in nothing but levels that the messages could not know, which were learnt from them.</summary>
    public int RowsLearnt { get; internal set; }

    /// <summary>Rows that differ from what the messages say: a defect of ours or of the file.</summary>
    public int RowsDiffering { get; internal set; }

    /// <summary>Levels compared in all.</summary>
    public long LevelsCompared { get; internal set; }

    /// <summary>Levels learnt: seen for the first time, or again after they were deeper than the messages reach; orders older than the file stand there.</summary>
    public int LevelsLearnt { get; internal set; }

    /// <summary>Messages about orders that the file never entered (older than the file, or entered deeper than the messages reach).</summary>
    public int MessagesOfOlderOrders { get; internal set; }

    /// <summary>Executions of hidden orders, which the visible book does not show.</summary>
    public int HiddenExecutions { get; internal set; }

    /// <summary>Crosses and halts.</summary>
    public int CrossesAndHalts { get; internal set; }

    /// <summary>Deletions whose size is not what the order had left.</summary>
    public int WrongDeletions { get; internal set; }

    /// <summary>The first differing rows, in words.</summary>
    public IReadOnlyList<string> Differences => DifferenceList;

    internal List<string> DifferenceList { get; } = [];
}

/// <summary>
/// The book as LOBSTER messages tell it, compared with the order-book rows of the same file after every message.
/// <para>
/// The messages cannot tell all: orders older than the file have no entry, and a file "of 50 levels" is silent about what happens deeper than that. So each price level is either
/// <i>known</i> or not. A level becomes known when a row shows it for the first time; from then on every row must show exactly what the messages make of it. It
/// stops being known when it sinks deeper than the messages reach, and is learnt again when it comes back.
/// </para>
/// </summary>
/// <param name="messageDepth">How many levels a side the messages cover: the number in the file's name.</param>
public sealed class LobsterBook(int messageDepth)
{
    private const int DifferencesKept = 20;

    private readonly Dictionary<long, Order> _orders = [];
    private readonly LevelSums _levels = new();
    private readonly HashSet<long> _knownBids = [];
    private readonly HashSet<long> _knownAsks = [];
    private readonly List<LobsterLevel> _extra = [];
    private readonly LobsterBookReport _report = new();

    /// <summary>The agreement so far.</summary>
    public LobsterBookReport Report => _report;

    /// <summary>Reads a message file and its order-book file side by side.</summary>
    /// <exception cref="FlowFileException">A row that cannot be read, or files of different length.</exception>
    public static LobsterBookReport Verify(LineReader messages, LineReader books, int messageDepth)
    {
        using (messages)
        using (books)
        {
            var book = new LobsterBook(messageDepth);
            List<LobsterLevel> asks = [], bids = [];
            while (LobsterFile.TryReadMessage(messages, out var message))
            {
                if (!LobsterFile.TryReadBook(books, asks, bids))
                    throw books.Error("fewer rows than there are messages");
                book.Apply(message);
                book.Compare(asks, bids);
            }

            return LobsterFile.TryReadBook(books, asks, bids) ? throw books.Error("more rows than there are messages") : book.Report;
        }
    }

    /// <summary>Applies one message.</summary>
    public void Apply(in LobsterMessage message)
    {
        switch (message.Event)
        {
            case LobsterEvent.New:
                _orders[message.OrderId] = new Order(message.Side, message.Price, message.Size);
                _levels.Add(message.Side, message.Price, message.Size);
                break;
            case LobsterEvent.Reduce or LobsterEvent.Delete or LobsterEvent.Execution:
                TakeOff(message);
                break;
            case LobsterEvent.HiddenExecution:
                _report.HiddenExecutions++;
                break;
            default:
                _report.CrossesAndHalts++;
                break;
        }
    }

    /// <summary>Compares with the row that belongs to the message just applied.</summary>
    /// <returns>False where they differ in something that the messages should have told.</returns>
    public bool Compare(List<LobsterLevel> asks, List<LobsterLevel> bids)
    {
        ArgumentNullException.ThrowIfNull(asks);
        ArgumentNullException.ThrowIfNull(bids);
        _report.Rows++;
        var learntBefore = _report.LevelsLearnt;
        var asksAgree = CompareSide(Side.Sell, asks);
        var bidsAgree = CompareSide(Side.Buy, bids);
        if (!(asksAgree && bidsAgree))
            _report.RowsDiffering++;
        else if (_report.LevelsLearnt > learntBefore)
            _report.RowsLearnt++;
        else
            _report.RowsEqual++;
        return asksAgree && bidsAgree;
    }

    private HashSet<long> Known(Side side) => side == Side.Buy ? _knownBids : _knownAsks;

    private static bool IsWorse(Side side, long price, long than) => side == Side.Buy ? price < than : price > than;

    private void TakeOff(in LobsterMessage message)
    {
        var side = message.Side;
        if (_orders.TryGetValue(message.OrderId, out var order))
        {
            if (message.Event == LobsterEvent.Delete && order.Left != message.Size)
                _report.WrongDeletions++;
            order = order with { Left = order.Left - message.Size };
            if (order.Left <= 0)
                _orders.Remove(message.OrderId);
            else
                _orders[message.OrderId] = order;
        }
        else
            _report.MessagesOfOlderOrders++;

        // What stands at a level that is not known will be learnt; until then only what is known to be there can go.
        var there = _levels.At(side, message.Price);
        _levels.Add(side, message.Price, -(Known(side).Contains(message.Price) ? message.Size : Math.Min(there, message.Size)));
    }

    private bool CompareSide(Side side, List<LobsterLevel> row)
    {
        var known = Known(side);
        var agrees = true;

        // Ours that the row should show and does not.
        var last = row.Count > 0 ? row[^1].Price : 0;
        _extra.Clear();
        foreach (var (price, quantity) in _levels.Of(side))
        {
            if (row.Count == 0 || IsWorse(side, price, last))
                break;
            if (!row.Exists(level => level.Price == price))
                _extra.Add(new LobsterLevel(price, quantity));
        }

        foreach (var level in _extra)
            agrees &= Settle(side, level.Price, level.Size, 0);

        foreach (var level in row)
            agrees &= Settle(side, level.Price, _levels.At(side, level.Price), level.Size);

        Forget(side, row, known);
        return agrees;
    }

    private bool Settle(Side side, long price, long ours, long files)
    {
        _report.LevelsCompared++;
        var isNew = Known(side).Add(price);
        if (ours == files)
            return true;
        _levels.Add(side, price, files - ours);
        if (isNew)
        {
            _report.LevelsLearnt++;
            return true;
        }

        if (_report.DifferenceList.Count < DifferencesKept)
            _report.DifferenceList.Add($"row {_report.Rows}: {side} {price}: the messages say {ours}, the row says {files}");
        return false;
    }

    /// <summary>Levels deeper than the messages reach are no longer known.</summary>
    private void Forget(Side side, List<LobsterLevel> row, HashSet<long> known)
    {
        long border;
        if (row.Count >= messageDepth)
            border = row[messageDepth - 1].Price;
        else if (!_levels.TryPriceAt(side, messageDepth - 1, out border))
            return;
        known.RemoveWhere(price => IsWorse(side, price, border));
    }

    private readonly record struct Order(Side Side, long Price, long Left);
}
