namespace Rialto.Host.Desk.Status;

/// <summary>The last so many of something, in memory that was there before the first. One thread.</summary>
/// <typeparam name="T">Copied in.</typeparam>
/// <param name="capacity">How many.</param>
internal sealed class LastOnes<T>(int capacity)
    where T : struct
{
    private readonly T[] _ones = new T[capacity];

    /// <summary>How many there have ever been.</summary>
    public long Total { get; private set; }

    /// <summary>How many are remembered.</summary>
    public int Count => (int)Math.Min(Total, _ones.Length);

    /// <summary>One more, in the place of the oldest where there is no room.</summary>
    public void Add(in T one) => _ones[Total++ % _ones.Length] = one;

    /// <summary>As after so many; what they were is put into <see cref="PlaceOf"/>.</summary>
    public void Restore(long total) => Total = Math.Max(0, total);

    /// <summary>The place of one of those remembered; 0 is the newest.</summary>
    public ref T PlaceOf(int back) => ref _ones[(Total - 1 - back) % _ones.Length];

    /// <summary>One of those remembered; 0 is the newest.</summary>
    public ref readonly T Newest(int back)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)back, (uint)Count);
        return ref _ones[(Total - 1 - back) % _ones.Length];
    }
}
