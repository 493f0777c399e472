using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Rialto.Host.Desk.Guarding;

/// <summary>What a desk's heartbeat says.</summary>
/// <param name="Process">Whose it is.</param>
/// <param name="Instance">Which life of the desk: a number drawn at its start.</param>
/// <param name="IsRunning">False before its start, and after an orderly end.</param>
/// <param name="Beat">When its loop turned last, in ticks of <see cref="Stopwatch"/>: the same clock for all processes of a machine.</param>
/// <param name="Sequence">Inputs it had taken.</param>
/// <param name="LiveOrders">Orders that lived.</param>
internal readonly record struct HeartbeatView(ProcessLife Process, long Instance, bool IsRunning, long Beat, long Sequence, long LiveOrders)
{
    /// <summary>How long ago the loop turned; at least zero.</summary>
    public TimeSpan Age(long now) => now <= Beat ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Beat, now);
}

/// <summary>
/// The heart of a desk, in a file that is mapped into memory: the loop writes, others look, neither waits. Beating takes some nanoseconds and allocates nothing.
/// <code>
/// 0 "RIALTOHB"   8 version 4   12 process 4   16 its start 8   24 instance 8   32 state 8 (1 runs, 2 ended)   40 beat 8   48 sequence 8   56 live orders 8   64 zero 64
/// </code>
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private const string FileName = "heartbeat";
    private const int SizeBytes = 128;
    private const int Version = 1;
    private const int StateAt = 32;
    private const int BeatAt = 40;
    private const int SequenceAt = 48;
    private const int LiveOrdersAt = 56;
    private const long Running = 1;
    private const long Ended = 2;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private Heartbeat(MemoryMappedFile file) => (_file, _view) = (file, file.CreateViewAccessor(0, SizeBytes));

    private static ReadOnlySpan<byte> Magic => "RIALTOHB"u8;

    /// <summary>The file of a desk's folder.</summary>
    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>Begins to beat for this process, in the place of whoever did before.</summary>
    public static Heartbeat Begin(string folder, long instance) => Begin(folder, instance, ProcessLife.Own);

    /// <summary>As <see cref="Begin(string, long)"/>, for another process.</summary>
    internal static Heartbeat Begin(string folder, long instance, ProcessLife own)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(folder);
        var draft = path + ".new";
        Span<byte> bytes = stackalloc byte[SizeBytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], own.Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], own.Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], instance);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[StateAt..], Running);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[BeatAt..], Stopwatch.GetTimestamp());

        // Another file, not the old one overwritten: whoever still maps the old one sees it as it was left.
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, path, overwrite: true);
        return new Heartbeat(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, SizeBytes, MemoryMappedFileAccess.ReadWrite));
    }

    /// <summary>The loop has turned. The loop's thread.</summary>
    public void Beat(long sequence, int liveOrders)
    {
        _view.Write(SequenceAt, sequence);
        _view.Write(LiveOrdersAt, (long)liveOrders);
        _view.Write(BeatAt, Stopwatch.GetTimestamp());
    }

    /// <summary>An orderly end: nobody has to do anything.</summary>
    public void End() => _view.Write(StateAt, Ended);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Looks at a desk's heartbeat.</summary>
    /// <returns>False where there is none, or something else.</returns>
    public static bool TryRead(string folder, out HeartbeatView view)
    {
        view = default;
        try
        {
            Span<byte> bytes = stackalloc byte[SizeBytes];
            using (var file = new FileStream(PathOf(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
            {
                if (file.ReadAtLeast(bytes, SizeBytes, throwOnEndOfStream: false) < SizeBytes)
                    return false;
            }

            return TryDecode(bytes, out view);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The bytes of the file. Never throws.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out HeartbeatView view)
    {
        view = default;
        if (bytes.Length < SizeBytes || !bytes[..Magic.Length].SequenceEqual(Magic) || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != Version)
            return false;
        view = new HeartbeatView(
            new ProcessLife(BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[StateAt..]) == Running, BinaryPrimitives.ReadInt64LittleEndian(bytes[BeatAt..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[SequenceAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[LiveOrdersAt..]));
        return true;
    }
}
