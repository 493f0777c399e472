namespace Rialto.Host.Desk.Status;

/// <summary>How many of the requests of about the last five minutes failed: sums once a second, the oldest of which is taken off the newest. Fixed memory; one thread.</summary>
internal sealed class ErrorRate
{
    /// <summary>How far back it looks, in seconds.</summary>
    public const int WindowSeconds = 300;

    private readonly (long Second, long Requests, long Errors)[] _sums = new (long, long, long)[WindowSeconds + 1];
    private int _first;
    private int _count;

    /// <summary>Takes the sums so far.</summary>
    /// <param name="second">Of a clock that never steps back.</param>
    /// <param name="requests">Requests to venues.</param>
    /// <param name="errors">Of those, failed or without an answer.</param>
    /// <returns>Percent of the window; not a number where nothing was asked in it.</returns>
    public double Take(long second, long requests, long errors)
    {
        if (_count == 0 || At(_count - 1).Second != second)
        {
            if (_count == _sums.Length)
                (_first, _count) = ((_first + 1) % _sums.Length, _count - 1);
            _sums[(_first + _count++) % _sums.Length] = (second, requests, errors);
        }

        while (_count > 1 && At(0).Second < second - WindowSeconds)
            (_first, _count) = ((_first + 1) % _sums.Length, _count - 1);
        var (_, before, failed) = At(0);

        // An error may come later than what it is of: more than all is not told.
        return requests > before ? Math.Min(100, 100.0 * (errors - failed) / (requests - before)) : double.NaN;
    }

    private (long Second, long Requests, long Errors) At(int place) => _sums[(_first + place) % _sums.Length];
}
