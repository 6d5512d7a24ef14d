using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Makes the steps of a plan and takes them.</summary>
/// <remarks>A step is one jump of a switch that repeats in the same order for each record, so the processor learns it.</remarks>
internal static class Plan
{
    /// <summary>The step that moves a field of this width to its target; null where a field of that width cannot hold such a value.</summary>
    public static PlanStep? StepFor(RecordTarget target, int from, int width, bool isOfBothFamilies)
    {
        switch (target.Kind)
        {
            case RecordTargetKind.V4:
                return width == 4 ? new PlanStep((ushort)from, target.Offset, isOfBothFamilies ? PlanMove.AddressV4IfSet : PlanMove.AddressV4, 4, 16) : null;
            case RecordTargetKind.V6:
                return width == 16 ? new PlanStep((ushort)from, target.Offset, isOfBothFamilies ? PlanMove.AddressV6IfSet : PlanMove.AddressV6, 16, 16) : null;
            case RecordTargetKind.Dscp:
                return new PlanStep((ushort)(from + width - 1), target.Offset, PlanMove.Dscp, 1, 1);
        }
        // Of a number that is longer than its room, the lower octets count.
        var room = target.Room;
        if (width > room)
            (from, width) = (from + width - room, room);
        var move = (width, room) switch
        {
            (1, 1) => PlanMove.OneToOne,
            (2, 2) => PlanMove.TwoToTwo,
            (4, 4) => PlanMove.FourToFour,
            (8, 8) => PlanMove.EightToEight,
            (4, 8) => PlanMove.FourToEight,
            (2, 4) => PlanMove.TwoToFour,
            (2, 8) => PlanMove.TwoToEight,
            (1, 8) => PlanMove.OneToEight,
            (1, 2) => PlanMove.OneToTwo,
            (1, 4) => PlanMove.OneToFour,
            _ => PlanMove.Any,
        };
        return new PlanStep((ushort)from, target.Offset, move, (byte)width, room);
    }

    /// <summary>Takes all steps. The caller has seen to it that <paramref name="source"/> has the octets that they read.</summary>
    public static void Run(ReadOnlySpan<PlanStep> steps, ref byte source, ref RecordDraft into)
    {
        ref var draft = ref Unsafe.As<RecordDraft, byte>(ref into);
        foreach (ref readonly var step in steps)
            Take(in step, ref Unsafe.Add(ref source, step.From), ref Unsafe.Add(ref draft, step.To));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(in PlanStep step, ref byte from, ref byte to)
    {
        switch (step.Move)
        {
            case PlanMove.OneToOne:
                to = from;
                break;
            case PlanMove.TwoToTwo:
                Unsafe.WriteUnaligned(ref to, Two(ref from));
                break;
            case PlanMove.FourToFour:
                Unsafe.WriteUnaligned(ref to, Four(ref from));
                break;
            case PlanMove.EightToEight:
                Unsafe.WriteUnaligned(ref to, Eight(ref from));
                break;
            case PlanMove.FourToEight:
                Unsafe.WriteUnaligned(ref to, (ulong)Four(ref from));
                break;
            case PlanMove.TwoToFour:
                Unsafe.WriteUnaligned(ref to, (uint)Two(ref from));
                break;
            case PlanMove.TwoToEight:
                Unsafe.WriteUnaligned(ref to, (ulong)Two(ref from));
                break;
            case PlanMove.OneToEight:
                Unsafe.WriteUnaligned(ref to, (ulong)from);
                break;
            case PlanMove.OneToTwo:
                Unsafe.WriteUnaligned(ref to, (ushort)from);
                break;
            case PlanMove.OneToFour:
                Unsafe.WriteUnaligned(ref to, (uint)from);
                break;
            case PlanMove.AddressV4:
                Unsafe.WriteUnaligned(ref to, NetworkAddress.FromV4(Four(ref from)));
                break;
            case PlanMove.AddressV6:
                Unsafe.WriteUnaligned(ref to, new NetworkAddress(Eight(ref from), Eight(ref Unsafe.Add(ref from, 8))));
                break;
            case PlanMove.AddressV4IfSet:
                if (Four(ref from) != 0)
                    Unsafe.WriteUnaligned(ref to, NetworkAddress.FromV4(Four(ref from)));
                break;
            case PlanMove.AddressV6IfSet:
                if ((Eight(ref from) | Eight(ref Unsafe.Add(ref from, 8))) != 0)
                    Unsafe.WriteUnaligned(ref to, new NetworkAddress(Eight(ref from), Eight(ref Unsafe.Add(ref from, 8))));
                break;
            case PlanMove.Dscp:
                to = (byte)(from << 2);
                break;
            default:
                TakeAny(in step, ref from, ref to);
                break;
        }
    }

    private static void TakeAny(in PlanStep step, ref byte from, ref byte to)
    {
        ulong value = 0;
        for (var i = 0; i < step.Width; i++)
            value = (value << 8) | Unsafe.Add(ref from, i);
        switch (step.Room)
        {
            case 1:
                to = (byte)value;
                break;
            case 2:
                Unsafe.WriteUnaligned(ref to, (ushort)value);
                break;
            case 4:
                Unsafe.WriteUnaligned(ref to, (uint)value);
                break;
            default:
                Unsafe.WriteUnaligned(ref to, value);
                break;
        }
    }

    private static ushort Two(ref byte from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(ref from));

    private static uint Four(ref byte from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(ref from));

    private static ulong Eight(ref byte from) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref from));
}
