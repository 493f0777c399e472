using System.Globalization;
using Rialto.Model.Execution;

namespace Rialto.Host.Desk.Status;

/// <summary>When a request passed where, in ns since 1970 by the machine's clock; zero where it has not, or where no frame led to it.</summary>
internal record struct OrderPath
{
    /// <summary>Which order.</summary>
    public long Order;

    /// <summary>The input that led to it, which tells requests about one order apart.</summary>
    public long Cause;

    /// <summary>What was asked.</summary>
    public OrderRequestKind Kind;

    /// <summary>The feed had the frame's bytes.</summary>
    public long ArrivedNs;

    /// <summary>The desk's thread had its events.</summary>
    public long LookedNs;

    /// <summary>The trader had decided.</summary>
    public long AskedNs;

    /// <summary>It was in the journal and with the venue's link.</summary>
    public long HandedOverNs;

    /// <summary>It was signed, and its bytes were given to the connection.</summary>
    public long SentNs;

    /// <summary>The first word of the venue about it was here.</summary>
    public long AnsweredNs;

    /// <summary>Collections of garbage of this process by then.</summary>
    public int Collections;
}

/// <summary>
/// Where the time of orders, amendments and cancels went: the newest of them, written as CSV at the end of a run (<c>OrderPaths</c> in <c>desk.json</c>). Allocates where it is made; the desk's thread.
/// </summary>
internal sealed class OrderPaths
{
    /// <summary>Name of the file in the run's folder.</summary>
    public const string FileName = "paths.csv";

    private readonly OrderPath[] _paths;
    private readonly Dictionary<(long Order, long Cause), int> _places;
    private long _count;
    private long _handedOver;

    /// <summary>Remembers so many.</summary>
    public OrderPaths(int kept)
    {
        _paths = new OrderPath[kept];
        _places = new Dictionary<(long, long), int>(kept + 1);
    }

    /// <summary>Requests so far, those included that are remembered no more.</summary>
    public long Count => _count;

    /// <summary>A request; number 0 is the first.</summary>
    public OrderPath this[long number] => number >= 0 && number < _count && number >= _count - _paths.Length ? _paths[number % _paths.Length] : default;

    /// <summary>The trader asks for something.</summary>
    public void Asked(in OrderRequest request, long arrivedNs, long lookedNs, long nowNs)
    {
        if (request.Kind is not (OrderRequestKind.Place or OrderRequestKind.Amend or OrderRequestKind.Cancel))
            return;
        var place = (int)(_count++ % _paths.Length);
        ref var path = ref _paths[place];
        _places.Remove((path.Order, path.Cause));
        path = new OrderPath { Order = request.Order.Value, Cause = request.Cause, Kind = request.Kind, ArrivedNs = arrivedNs, LookedNs = lookedNs, AskedNs = nowNs };
        _places[(path.Order, path.Cause)] = place;
    }

    /// <summary>All that was asked is with the links.</summary>
    public void HandedOver(long nowNs)
    {
        for (_handedOver = Math.Max(_handedOver, _count - _paths.Length); _handedOver < _count; _handedOver++)
            _paths[_handedOver % _paths.Length].HandedOverNs = nowNs;
    }

    /// <summary>A venue, or the way to it, says something.</summary>
    public void Told(in OrderReport report)
    {
        if (!_places.TryGetValue((report.Order.Value, report.Cause), out var place))
            return;
        ref var path = ref _paths[place];
        if (report.Kind == OrderReportKind.Sent)
            (path.SentNs, path.Collections) = (report.ReceiveTime.Nanoseconds, GC.CollectionCount(0));
        else if (path.AnsweredNs == 0)
            path.AnsweredNs = report.ReceiveTime.Nanoseconds;
    }

    /// <summary>Writes them, the oldest first.</summary>
    /// <returns>Why it could not be written, in words; null where it was.</returns>
    public string? TryWrite(string file)
    {
        try
        {
            using var text = new StreamWriter(file);
            text.WriteLine("number,kind,order,cause,arrived_ns,looked_ns,asked_ns,handed_over_ns,sent_ns,answered_ns,collections");
            for (var number = Math.Max(0, _count - _paths.Length); number < _count; number++)
            {
                var path = this[number];
                text.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number},{path.Kind},{path.Order},{path.Cause},{path.ArrivedNs},{path.LookedNs},{path.AskedNs},{path.HandedOverNs},{path.SentNs},{path.AnsweredNs},{path.Collections}"));
            }

            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be written: {problem.Message}";
        }
    }
}
