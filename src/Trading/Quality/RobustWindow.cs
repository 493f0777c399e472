namespace Rialto.Trading.Quality;

/// <summary>
/// The last values of a stream, kept sorted as well: median, median absolute deviation and quantiles are exact at once. Adding costs a move of at most all of them, so windows are
/// small. Single-threaded; allocates nothing after its construction.
/// </summary>
internal sealed class RobustWindow
{
    private readonly long[] _arrived;
    private readonly long[] _sorted;
    private int _next;

    public RobustWindow(int size)
    {
        _arrived = new long[size];
        _sorted = new long[size];
    }

    public int Count { get; private set; }

    /// <summary>The value at place n / 2 of n sorted ones, from 0; there must be one.</summary>
    public long Median => _sorted[Count / 2];

    /// <summary>The value at place (n - 1) x share / 100 of n sorted ones, rounded down.</summary>
    public long Percentile(int percent) => _sorted[(Count - 1) * percent / 100];

    /// <summary>Of the n distances to the median, the one at place n / 2 of n sorted ones.</summary>
    public ulong MedianDeviation
    {
        get
        {
            // The distances grow to both sides of the median: merge the two sides from the middle.
            var median = Median;
            int below = Count / 2 - 1, above = Count / 2;
            ulong distance = 0;
            for (var taken = 0; taken <= Count / 2; taken++)
            {
                var up = above < Count ? (ulong)(_sorted[above] - median) : ulong.MaxValue;
                var down = below >= 0 ? (ulong)(median - _sorted[below]) : ulong.MaxValue;
                if (up <= down)
                {
                    distance = up;
                    above++;
                }
                else
                {
                    distance = down;
                    below--;
                }
            }

            return distance;
        }
    }

    public void Clear()
    {
        Count = 0;
        _next = 0;
    }

    /// <summary>As if the window had seen nothing but one value.</summary>
    public void Fill(long value)
    {
        Array.Fill(_arrived, value);
        Array.Fill(_sorted, value);
        Count = _sorted.Length;
        _next = 0;
    }

    /// <summary>Adds a value; the oldest leaves where the window is full.</summary>
    public void Add(long value)
    {
        var end = Count;
        if (Count == _sorted.Length)
        {
            var gone = Array.BinarySearch(_sorted, 0, Count, _arrived[_next]);
            Array.Copy(_sorted, gone + 1, _sorted, gone, Count - gone - 1);
            end--;
        }
        else
            Count++;
        var place = Array.BinarySearch(_sorted, 0, end, value);
        if (place < 0)
            place = ~place;
        Array.Copy(_sorted, place, _sorted, place + 1, end - place);
        _sorted[place] = value;
        _arrived[_next] = value;
        _next = _next + 1 == _arrived.Length ? 0 : _next + 1;
    }
}
