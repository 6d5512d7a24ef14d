namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>The elements of a PM file by what they are for, whichever of the two forms names them.</summary>
internal enum PmPart : byte
{
    Other,

    /// <summary><c>measCollecFile</c> of TS 32.435.</summary>
    CollectionFile,

    /// <summary><c>measDataFile</c> of TS 28.532.</summary>
    DataFile,
    Header,
    Sender,
    Footer,

    /// <summary><c>measCollec</c>, or <c>measData</c> in a header or footer: when collecting began or ended.</summary>
    Collection,
    Span,

    /// <summary><c>measData</c>: what there is of one managed element.</summary>
    Data,
    Element,

    /// <summary><c>measInfo</c>: measurement types, their period, and values.</summary>
    Group,
    Period,
    Type,
    TypeList,
    Value,
    Result,
    ResultList,
    Suspect,
}

/// <summary>Tells elements by their local names.</summary>
internal static class PmParts
{
    public static PmPart Of(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 1:
                return name[0] == 'r' ? PmPart.Result : PmPart.Other;
            case 7:
                return name.SequenceEqual("suspect"u8) ? PmPart.Suspect : PmPart.Other;
            case 8:
                return name.SequenceEqual("measType"u8) ? PmPart.Type
                    : name.SequenceEqual("measInfo"u8) ? PmPart.Group
                    : name.SequenceEqual("measData"u8) ? PmPart.Data
                    : PmPart.Other;
            case 9:
                return name.SequenceEqual("measValue"u8) ? PmPart.Value
                    : name.SequenceEqual("measTypes"u8) ? PmPart.TypeList
                    : PmPart.Other;
            case 10:
                return name.SequenceEqual("granPeriod"u8) ? PmPart.Period
                    : name.SequenceEqual("measEntity"u8) ? PmPart.Element
                    : name.SequenceEqual("measCollec"u8) ? PmPart.Collection
                    : name.SequenceEqual("fileSender"u8) ? PmPart.Sender
                    : name.SequenceEqual("fileHeader"u8) ? PmPart.Header
                    : name.SequenceEqual("fileFooter"u8) ? PmPart.Footer
                    : PmPart.Other;
            case 11:
                return name.SequenceEqual("measResults"u8) ? PmPart.ResultList : PmPart.Other;
            case 12:
                return name.SequenceEqual("measDataFile"u8) ? PmPart.DataFile : PmPart.Other;
            case 14:
                return name.SequenceEqual("managedElement"u8) ? PmPart.Element
                    : name.SequenceEqual("measCollecFile"u8) ? PmPart.CollectionFile
                    : PmPart.Other;
            default:
                return PmPart.Other;
        }
    }
}
