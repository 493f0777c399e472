using Rialto.Model.Feeds;
using Rialto.Trading.Currencies;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>
/// Which pairs lead from a quote currency to the one that prices are wanted in. How far each currency is from there at least is known beforehand, so that a listing from which nothing leads there
/// costs nothing, and no search goes where there is no end: with all pairs of all venues there are thousands of each.
/// </summary>
internal sealed class CurrencyGraph
{
    private readonly string _target;
    private readonly Dictionary<string, List<Edge>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _distance = new(StringComparer.Ordinal);

    /// <summary>Makes it.</summary>
    /// <param name="pairs">Pairs of currencies; of those equally good the first is taken.</param>
    /// <param name="target">Where all is to lead.</param>
    public CurrencyGraph(IReadOnlyList<Listing> pairs, string target)
    {
        _target = target;
        foreach (var pair in pairs)
        {
            var asset = CurrencyBoard.BaseOf(pair);
            Add(asset, new Edge(pair, asset, pair.Quote, LegDirection.BaseToQuote));
            if (pair.Quote != asset)
                Add(pair.Quote, new Edge(pair, asset, asset, LegDirection.QuoteToBase));
        }

        // A pair leads both ways, so from the end is as good as to it.
        _distance[target] = 0;
        var next = new Queue<string>([target]);
        while (next.TryDequeue(out var reached))
        {
            if (_distance[reached] == ConvertedView.LegsMax)
                continue;
            foreach (var edge in _edges.GetValueOrDefault(reached) ?? [])
            {
                if (_distance.TryAdd(edge.To, _distance[reached] + 1))
                    next.Enqueue(edge.To);
            }
        }
    }

    /// <summary>The way from a listing's quote currency through the fewest pairs, those of its own venue before those of others, and never through the asset whose price is asked for.</summary>
    public bool TryWay(Listing source, out IReadOnlyList<CurrencyLeg> legs)
    {
        legs = [];
        if (!_distance.TryGetValue(source.Quote, out var least) || least > ConvertedView.LegsMax)
            return false;
        var asset = CurrencyBoard.BaseOf(source);
        var ways = new Dictionary<string, CurrencyLeg[]>(StringComparer.Ordinal) { [source.Quote] = [] };
        var next = new Queue<string>([source.Quote]);

        // Breadth first over currencies, so that the first way found has the fewest pairs.
        while (next.TryDequeue(out var reached) && !ways.ContainsKey(_target))
        {
            var way = ways[reached];
            if (way.Length == ConvertedView.LegsMax)
                continue;
            var edges = _edges.GetValueOrDefault(reached) ?? [];
            Follow(edges, isOwn: true);
            Follow(edges, isOwn: false);

            void Follow(List<Edge> edges, bool isOwn)
            {
                foreach (var edge in edges)
                {
                    if ((edge.Pair.Venue == source.Venue) != isOwn || edge.Asset == asset || edge.Pair.Quote == asset
                        || !_distance.TryGetValue(edge.To, out var left) || way.Length + 1 + left > ConvertedView.LegsMax)
                        continue;
                    if (ways.TryAdd(edge.To, [.. way, new CurrencyLeg(edge.Pair.Id, edge.Direction)]))
                        next.Enqueue(edge.To);
                }
            }
        }

        legs = ways.GetValueOrDefault(_target) ?? [];
        return ways.ContainsKey(_target);
    }

    private void Add(string from, Edge edge)
    {
        if (!_edges.TryGetValue(from, out var edges))
            _edges[from] = edges = [];
        edges.Add(edge);
    }

    /// <summary>One way through a pair.</summary>
    private sealed record Edge(Listing Pair, string Asset, string To, LegDirection Direction);
}
