using System.Buffers.Text;

namespace Rialto.Adapters.Orders;

/// <summary>
/// Numbers for a venue that takes each request of a key only with a number above all before it: microseconds of the wall clock, one more where the clock stands still or was put back. A file remembers
/// over restarts how far they may have come: it is a minute ahead of them, so that it is written once a minute and a crash gives no number twice. Processes that share a key each take minutes of their
/// own out of the file; whose are the lower ones is refused by the venue, raises (<see cref="Raise"/>) and is above the others then. Any thread.
/// </summary>
/// <param name="time">Gives the time.</param>
/// <param name="path">The file, twenty digits; empty for none.</param>
internal sealed class NonceSequence(TimeProvider time, string path)
{
    private const long Ahead = 60_000_000;
    private const long RaiseMost = 24 * 60 * Ahead;
    private const int Digits = 20;

    // The file is held for microseconds; who does not get it for so long goes by the clock until the next minute.
    private const int Tries = 50;

    // So many numbers after it was raised the venue is content.
    private const int Content = 16;

    private readonly Lock _gate = new();
    private long _last;
    private long _until;
    private long _raise = Ahead;
    private int _sinceRaise;

    /// <summary>Why the file could not be used the last time; empty where it could.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>A number above all before it.</summary>
    public long Next()
    {
        lock (_gate)
        {
            var next = Math.Max(_last + 1, (time.GetUtcNow().UtcDateTime - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            if (++_sinceRaise > Content)
                _raise = Ahead;
            if (path.Length > 0 && next > _until)
                next = Reserve(next);
            return _last = next;
        }
    }

    /// <summary>The venue has seen a higher one: a minute more, then two, four and so on, and above what the file says.</summary>
    public void Raise()
    {
        lock (_gate)
        {
            _last += _raise;
            _raise = Math.Min(_raise * 2, RaiseMost);
            (_until, _sinceRaise) = (0, 0);
        }
    }

    private long Reserve(long next)
    {
        var held = next;
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                Span<byte> text = stackalloc byte[Digits];
                if (file.ReadAtLeast(text, Digits, throwOnEndOfStream: false) == Digits && Utf8Parser.TryParse(text, out long known, out var read) && read == Digits)
                    held = Math.Max(next, known + 1);
                _until = held + Ahead;
                _ = _until.TryFormat(text, out _, "D20", System.Globalization.CultureInfo.InvariantCulture);
                file.Position = 0;
                file.Write(text);
                file.Flush(flushToDisk: true);
                Problem = "";
                return held;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                if (tries < Tries && problem is IOException)
                {
                    Thread.Yield();
                    continue;
                }

                (_until, Problem) = (held + Ahead, problem.GetType().Name);
                return held;
            }
        }
    }
}
