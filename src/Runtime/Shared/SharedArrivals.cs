namespace Rialto.Runtime.Shared;

/// <summary>
/// What a ring in shared memory tells a sleeper: a word that is another one once something was published, which the writer wakes sleepers of (<see cref="SharedRingWriter{T}.WakeReaders"/>). For
/// <see cref="Agents.WakeSignal.Beside"/>.
/// </summary>
public abstract unsafe class SharedArrivals
{
    /// <summary>Where to sleep. The reader's thread; the word is mapped until that thread reads or looks again.</summary>
    /// <param name="word">The word.</param>
    /// <param name="seen">What stands there while there is nothing to read.</param>
    /// <returns>False where there is no ring, or it says that there is more and cannot be read.</returns>
    internal abstract bool TryWatch(out int* word, out int seen);
}
