using System.Buffers.Binary;
using Rialto.Runtime.Memory;
using Rialto.Runtime.Shared;
using Xunit;

namespace Rialto.Unit.Runtime.Shared;

/// <summary>Files that no writer of ours has made, or not to the end.</summary>
public sealed class SharedRingHostileTests : IDisposable
{
    private const string Words = "WORDS";
    private const int SealedBytes = 56;
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-shared-").FullName;

    private string Ring => SharedRingFolder.PathOf("test", _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_is_no_ring_is_refused_with_its_own_reason()
    {
        Assert.Equal(SharedRingFault.Missing, Fault());
        Directory.CreateDirectory(Ring);
        Assert.Equal(SharedRingFault.NoAccess, Fault());
        Directory.Delete(Ring);
        File.WriteAllBytes(Ring, []);
        Assert.Equal(SharedRingFault.TooShort, Fault());
        File.WriteAllBytes(Ring, new byte[4095]);
        Assert.Equal(SharedRingFault.TooShort, Fault());
        File.WriteAllBytes(Ring, new byte[8192]);
        Assert.Equal(SharedRingFault.NotReady, Fault());
        File.WriteAllText(Ring, new string('x', 8192));
        Assert.Equal(SharedRingFault.NotARing, Fault());
    }

    [Theory]
    [InlineData(8, 2, SharedRingFault.OtherVersion)]
    [InlineData(16, 128, SharedRingFault.OtherElementSize)]
    [InlineData(20, 80, SharedRingFault.OtherElementSize)]
    [InlineData(24, 16, SharedRingFault.WrongLength)]
    [InlineData(24, 7, SharedRingFault.WrongLength)]
    [InlineData(24, -8, SharedRingFault.WrongLength)]
    [InlineData(24, 0, SharedRingFault.WrongLength)]
    [InlineData(12, 8192, SharedRingFault.WrongLength)]
    [InlineData(32, 1, SharedRingFault.OtherElements)]
    [InlineData(128, 0, SharedRingFault.NotReady)]
    [InlineData(128, 4, SharedRingFault.DamagedHeader)]
    [InlineData(128, -1, SharedRingFault.DamagedHeader)]
    public void A_header_that_does_not_fit_is_refused_with_its_own_reason(int offset, int value, SharedRingFault expected)
    {
        var bytes = Good();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        Seal(bytes);
        File.WriteAllBytes(Ring, bytes);
        Assert.Equal(expected, Fault());
    }

    [Fact]
    public void Every_single_spoiled_byte_of_the_header_is_noticed()
    {
        var good = Good();
        for (var offset = 0; offset < SealedBytes + 4; offset++)
        {
            var bytes = good.ToArray();
            bytes[offset] ^= 0x40;
            File.WriteAllBytes(Ring, bytes);
            Assert.NotEqual(SharedRingFault.None, Fault());
        }
    }

    [Fact]
    public void A_file_that_is_longer_or_shorter_than_it_says_is_refused()
    {
        var good = Good();
        File.WriteAllBytes(Ring, good[..^1]);
        Assert.Equal(SharedRingFault.WrongLength, Fault());
        File.WriteAllBytes(Ring, [.. good, 0]);
        Assert.Equal(SharedRingFault.WrongLength, Fault());
    }

    [Fact]
    public void Whatever_stands_in_slots_and_counters_the_reader_says_something_and_goes_on()
    {
        var random = new Random(20_261);
        long[] strange = [0, 1, -1, 2, 8, 9, long.MaxValue, long.MinValue, long.MaxValue - 1, long.MinValue + 1, 1L << 40, -(1L << 40)];
        var good = Good();
        for (var round = 0; round < 300; round++)
        {
            var bytes = good.ToArray();
            random.NextBytes(bytes.AsSpan(4096));
            foreach (var offset in new[] { 256, 384, 40 })
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(offset), random.Next(3) == 0 ? random.NextInt64() : strange[random.Next(strange.Length)]);
            for (var slot = 0; slot < 8; slot++)
            {
                if (random.Next(2) == 0)
                    BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4096 + (slot * 72)), random.Next(2) == 0 ? random.Next(-20, 20) : strange[random.Next(strange.Length)]);
            }

            Seal(bytes);
            File.WriteAllBytes(Ring, bytes);
            Assert.Equal(SharedRingFault.None, SharedRing.TryOpen<SharedRingTests.Message>(Ring, Words, out var reader, fromOldest: round % 2 == 0));
            using (reader)
            {
                for (var i = 0; i < 50; i++)
                {
                    Assert.InRange(reader!.TryRead(out _), SharedRead.None, SharedRead.Broken);
                    reader.Look(i, 10);
                }
            }
        }
    }

    [Fact]
    public void A_slot_that_claims_more_than_was_published_is_broken_and_not_a_lap()
    {
        var bytes = Good();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4096), 9); // position 8, of which nothing was published
        File.WriteAllBytes(Ring, bytes);
        using var reader = SharedRingTests.Open(Ring);
        Assert.Equal(SharedRead.Broken, reader.TryRead(out _));
        Assert.Equal((0, 0), (reader.Position, reader.Missed));
    }

    [Fact]
    public void What_a_killed_writer_left_half_made_is_not_seen_and_not_in_the_way()
    {
        File.WriteAllBytes(Ring + ".new", new byte[5_000]);
        Assert.Equal(SharedRingFault.Missing, Fault());
        using var writer = new SharedRingWriter<SharedRingTests.Message>(Ring, 8, Words, epoch: 1);
        Assert.Equal(SharedRingFault.None, Fault());
    }

    [Fact]
    public void A_writer_takes_the_place_of_whatever_stands_at_its_path()
    {
        File.WriteAllText(Ring, "something else");
        using (var writer = new SharedRingWriter<SharedRingTests.Message>(Ring, 8, Words, epoch: 1))
            Assert.Equal(1, writer.Epoch);
        var bytes = Good();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), long.MaxValue); // no epoch could follow that one
        File.WriteAllBytes(Ring, bytes);
        using var next = new SharedRingWriter<SharedRingTests.Message>(Ring, 8, Words, epoch: 1);
        Assert.Equal(SharedRingFault.None, Fault());
    }

    [Fact]
    public void A_file_that_was_cut_after_it_was_looked_at_is_not_mapped()
    {
        var good = Good();
        File.WriteAllBytes(Ring, good);
        using var file = new FileStream(Ring, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.False(SharedMapping.TryMap(file, good.Length + 1, out var none));
        Assert.Null(none);
        Assert.True(SharedMapping.TryMap(file, good.Length, out var whole));
        whole!.Dispose();
    }

    [Theory]
    [InlineData(7u, 0x1ED, 7u, 0x1A0, true)] // ours in ours: 0755, 0640
    [InlineData(0u, 0x1F8, 9u, 0x1A0, true)] // another's in the administrator's, who lets a group in: 0770
    [InlineData(8u, 0x1C0, 8u, 0x1A0, false)] // another's folder
    [InlineData(7u, 0x1FF, 7u, 0x1A0, false)] // 0777: anybody may put a file there
    [InlineData(0u, 0x3FF, 7u, 0x1A0, true)] // 01777, as /tmp
    [InlineData(0u, 0x3FF, 9u, 0x1A0, false)] // somebody was there first
    [InlineData(7u, 0x1C0, 7u, 0x1B6, false)] // anybody may write the file
    public void A_ring_is_trusted_where_nobody_else_may_put_or_write_it(uint folderOwner, int folderMode, uint owner, int mode, bool isTrusted)
    {
        Assert.Equal(isTrusted, FileOwner.IsTrusted(7, new FileOwner(folderOwner, (uint)folderMode), new FileOwner(owner, (uint)mode)));
    }

    [Fact]
    public void A_folder_that_anybody_may_write_is_refused_and_a_new_one_is_its_users_alone()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.WriteAllBytes(Ring, Good());
        Assert.Equal(SharedRingFault.None, Fault());
        File.SetUnixFileMode(Ring, File.GetUnixFileMode(Ring) | UnixFileMode.OtherWrite);
        Assert.Equal(SharedRingFault.ForeignOwner, Fault());
        File.SetUnixFileMode(Ring, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var mode = File.GetUnixFileMode(_folder);
        File.SetUnixFileMode(_folder, mode | UnixFileMode.OtherWrite);
        Assert.Equal(SharedRingFault.ForeignOwner, Fault());
        var problem = Assert.Throws<SharedRingException>(() => new SharedRingWriter<SharedRingTests.Message>(Ring, 8, Words, epoch: 1));
        Assert.Contains("anybody may write it", problem.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(_folder, mode);

        var inner = Path.Combine(_folder, "inner");
        using var writer = new SharedRingWriter<SharedRingTests.Message>(SharedRingFolder.PathOf("test", inner), 8, Words, epoch: 1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
    }

    private SharedRingFault Fault()
    {
        var fault = SharedRing.TryOpen<SharedRingTests.Message>(Ring, Words, out var reader);
        Assert.Equal(fault == SharedRingFault.None, reader is not null);
        reader?.Dispose();
        return fault;
    }

    /// <summary>The bytes of a good ring of eight slots, ready and empty.</summary>
    private byte[] Good()
    {
        var path = SharedRingFolder.PathOf("good", _folder);
        using var writer = new SharedRingWriter<SharedRingTests.Message>(path, 8, Words, epoch: 1);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[SealedBytes..], Crc32C.Compute(bytes[..SealedBytes]));
}
